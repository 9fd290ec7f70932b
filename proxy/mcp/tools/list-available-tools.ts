import * as z from 'zod';
import type { ToolDefinition } from '../../../catalog/tools/tool.ts';
import { ProxyError } from '../../error.ts';
import { shownTool } from '../../routing/quarantine.ts';
import type { Router } from '../../routing/router.ts';
import type { MetaTool } from '../meta-tool.ts';
import { answer, fitting, PAGE_BYTES, shortened } from './answer.ts';

const Input = z.strictObject({
  service: z.string().optional().describe('Only the tools of this service'),
  detail: z.enum(['summary', 'full']).optional().describe('full adds each input_schema'),
  cursor: z.string().optional().describe('nextCursor of the page before'),
});

/** Lists what `call_tool` can call, in pages. Connects to nobody. */
export const listAvailableTools: MetaTool = {
  name: 'list_available_tools',
  title: 'List available tools',
  description: 'Lists the tools that call_tool can call: service, name and what each does. Long lists come in pages.',
  input: Input,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run(input, { router }) {
    const { service, detail = 'summary', cursor } = Input.parse(input);
    const listed = listedTools(router, service);
    const start = cursor === undefined ? 0 : startOf(cursor, listed);
    const page = pageFrom(listed, start, detail === 'full');
    const next = listed[start + page.length - 1];
    return answer({
      tools: page,
      total: listed.length,
      ...(next && start + page.length < listed.length ? { nextCursor: cursorOf(next) } : {}),
    });
  },
};

interface ListedTool {
  service: string;
  definition: ToolDefinition;
  isQuarantined: boolean;
}

function listedTools(router: Router, name: string | undefined): ListedTool[] {
  const services = name === undefined ? router.services : [router.resolve(name)];
  return services
    .flatMap((service) =>
      service.tools().map((tool) => ({
        service: service.name,
        definition: shownTool(service, tool),
        isQuarantined: service.quarantined.has(tool.name),
      })),
    )
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function pageFrom(listed: ListedTool[], start: number, full: boolean): Record<string, unknown>[] {
  const lines = listed.slice(start).map(({ service, definition, isQuarantined }) => {
    const { name, title, description = '', inputSchema } = definition;
    const summary = {
      service,
      name,
      ...(title === undefined ? {} : { title }),
      description: full ? description : shortened(description),
      ...(isQuarantined ? { quarantined: true } : {}),
    };
    return full ? withSchema(summary, inputSchema) : summary;
  });
  return fitting(lines);
}

/** A schema that would fill a page of its own is left out, and said to be. */
function withSchema(summary: { description: string }, inputSchema: unknown): Record<string, unknown> {
  const line = { ...summary, input_schema: inputSchema };
  if (Buffer.byteLength(JSON.stringify(line)) <= PAGE_BYTES - 200) return line;
  return { ...summary, description: shortened(summary.description), input_schema_omitted: 'larger than a page' };
}

function keyOf({ service, definition }: ListedTool): string {
  return `${service}\n${definition.name}`;
}

/** A cursor names the last tool of its page, so that it stays right while tools come and go. */
function cursorOf(tool: ListedTool): string {
  return Buffer.from(keyOf(tool)).toString('base64url');
}

function startOf(cursor: string, listed: ListedTool[]): number {
  const last = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!last.includes('\n'))
    throw new ProxyError('invalid_request', 'That cursor is none of ours: leave it out to begin again');
  const next = listed.findIndex((tool) => keyOf(tool) > last);
  return next === -1 ? listed.length : next;
}
