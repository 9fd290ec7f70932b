import * as z from 'zod';
import { canonicalJson } from '../../catalog/json/canonical-json.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import type { ChannelEvents } from './channel.ts';
import { UpstreamFault } from './fault.ts';
import { type HttpLimits, type HttpTarget, readText } from './http.ts';
import { type Kept, keptBySettings } from './openapi/kept.ts';
import { RestOrigin } from './openapi/origin.ts';
import { Responder } from './openapi/responder.ts';
import { type RestKind, RestService } from './openapi/rest-service.ts';
import { resultOf } from './openapi/result.ts';
import { encodeText } from './openapi/style.ts';
import type { Result } from './peer.ts';
import { refusalOf } from './refusal.ts';

/** What is to be known of a service with the first system's convention, beside its address. */
export interface RestToolsSettings {
  healthPath: string;
  /** Its tools, for when it does not list them itself: of the configuration, or of the entry's lock. */
  tools: ToolDefinition[];
}

const Fields = {
  name: z
    .string()
    .min(1)
    .max(200)
    .refine((name) => name !== '.' && name !== '..'),
  title: z.string().optional(),
  description: z.string().optional(),
  annotations: z.looseObject({}).optional(),
};
const Schema = z.record(z.string(), z.unknown());

/** A tool as services of this kind list it: `input_schema` in the first system, `inputSchema` in MCP. */
const ListedTool = z
  .object({
    ...Fields,
    input_schema: Schema.nullish(),
    inputSchema: Schema.nullish(),
    parameters: Schema.nullish(),
    output_schema: Schema.nullish(),
    outputSchema: Schema.nullish(),
  })
  .transform(({ input_schema, inputSchema, parameters, output_schema, outputSchema, ...tool }): ToolDefinition => {
    const output = outputSchema ?? output_schema;
    const { title, description, annotations } = tool;
    return {
      name: tool.name,
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      inputSchema: { ...(inputSchema ?? input_schema ?? parameters), type: 'object' },
      ...(output?.type === 'object' ? { outputSchema: output } : {}),
      ...(annotations === undefined ? {} : { annotations }),
    };
  });
const ToolList = z.union([
  z.array(z.unknown()),
  z.looseObject({ tools: z.array(z.unknown()) }).transform(({ tools }) => tools),
]);

const MAX_LIST_BYTES = 8 * 1024 * 1024;
const MAX_TOOLS = 2000;

/** Connects to a service that takes a call as `POST {base}/tools/{tool}`, with the arguments as JSON. */
export function openRestTools(
  target: HttpTarget,
  settings: RestToolsSettings,
  events: ChannelEvents,
  limits: Partial<HttpLimits>,
): Responder {
  return new Responder(new RestService(new RestTools(target, settings, limits)), events);
}

interface Known {
  digest: string;
  tools: ToolDefinition[];
}

const keptOf = keptBySettings<RestToolsSettings, Known>();

class RestTools implements RestKind {
  readonly origin: RestOrigin;
  readonly kept: Kept<Known>;
  readonly #settings: RestToolsSettings;

  constructor(target: HttpTarget, settings: RestToolsSettings, limits: Partial<HttpLimits>) {
    this.origin = new RestOrigin(target, limits);
    this.kept = keptOf(settings);
    this.#settings = settings;
  }

  get healthPath(): string {
    return this.#settings.healthPath;
  }

  introduce() {
    return { serverInfo: { name: this.origin.base.host, version: '0' } };
  }

  async call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<Result> {
    const path = `/tools/${encodeText(name)}`;
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/*;q=0.9, */*;q=0.8' };
    const request = { method: 'POST' as const, path: this.origin.pathOf(path), headers, body: JSON.stringify(args) };
    const answer = await this.origin.send(request, signal);
    return resultOf(answer, {
      maxBytes: this.origin.maxAnswerBytes,
      uri: `${this.origin.base.origin}${path}`,
      promised: (this.kept.value?.tools ?? []).some((tool) => tool.name === name && tool.outputSchema !== undefined),
    });
  }

  /** Asks for the list; what we know otherwise stands in for it, save as a check. */
  async read(signal: AbortSignal, { isCheck } = { isCheck: false }): Promise<void> {
    const own = await this.#ask(signal).catch((error: unknown) => {
      // No answer at all is no reason to believe that it has these tools.
      if (!(error instanceof Unlisted)) throw error;
      if (isCheck || this.#settings.tools.length === 0) throw error.fault;
      return this.#settings.tools;
    });
    const tools = [...new Map(own.slice(0, MAX_TOOLS).map((tool) => [tool.name, tool])).values()];
    this.kept.keep({ digest: canonicalJson(tools), tools });
  }

  async #ask(signal: AbortSignal): Promise<ToolDefinition[]> {
    const answer = await this.origin.get(this.origin.pathOf('/tools'), signal);
    if (answer.status >= 300) throw new Unlisted(await refusalOf(answer));
    const list = ToolList.safeParse(parsed(await readText(answer, MAX_LIST_BYTES)));
    if (!list.success) throw new Unlisted(new UpstreamFault('not-mcp', 'GET /tools gives no list of tools'));
    return list.data.flatMap((tool) => ListedTool.safeParse(tool).data ?? []);
  }
}

/** It answered, and not with its tools. */
class Unlisted extends Error {
  readonly fault: UpstreamFault;
  constructor(fault: UpstreamFault) {
    super(fault.message);
    this.fault = fault;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
