import { Client, StreamableHTTPClientTransport, type Tool } from '@modelcontextprotocol/client';
import * as z from 'zod';
import type { Requirements } from './suite.ts';
import { type Face, startProxyTo } from './through-proxy.ts';

/** How a client gets to the suite's server: through which face of the proxy, and which revision it speaks itself. */
export interface Way {
  face: Face;
  speaks: Requirements;
}

/** A call that the suite wants made. */
export const ToolCall = z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) });
type ToolCall = z.infer<typeof ToolCall>;

/** These servers list a tool and cannot be called: what counts is what is done with its schema. */
const ONLY_LISTED = new Set(['json-schema-ref-no-deref']);

/** Its result has no `resultType`, which the SDK's client refuses to read; the suite asks only that it is not called again. */
const UNREADABLE = 'test_mrtr_no_result_type';

/** The suite gives up on a client after 30 s. */
const PATIENCE = { timeout: 10_000 };

/**
 * Does with a server, through the proxy, all that a client can: lists what there is, reads it, gets it, and calls every
 * tool that it is shown. Throws when the server's answers do not come back.
 */
export async function playClient(
  scenario: string,
  server: string,
  { face, speaks }: Way,
  { toolCalls }: { toolCalls?: ToolCall[] | undefined },
): Promise<void> {
  await using proxy = await startProxyTo(server);
  await using client = await connect(`${proxy.url}/mcp/${face}`, speaks);
  const { tools, prompts, resources } = client.getServerCapabilities() ?? {};
  if (tools) {
    const listed = await client.listTools(undefined, PATIENCE);
    const calls = toolCalls ?? listed.tools.map((tool) => callOf(tool, listed.tools));
    if (!ONLY_LISTED.has(scenario)) await Promise.all(calls.map((call) => callTool(client, call)));
  }
  if (resources) {
    const listed = await client.listResources(undefined, PATIENCE);
    for (const { uri } of listed.resources) await client.readResource({ uri }, PATIENCE);
  }
  if (prompts) {
    const listed = await client.listPrompts(undefined, PATIENCE);
    for (const { name } of listed.prompts) await client.getPrompt({ name }, PATIENCE);
  }
}

async function connect(url: string, speaks: Requirements): Promise<Client & AsyncDisposable> {
  const client = new Client(
    { name: 'conformance-client', version: '1.0.0' },
    {
      versionNegotiation: { mode: speaks === '2025-11-25' ? 'legacy' : { pin: speaks } },
      capabilities: { elicitation: { form: { applyDefaults: true } } },
    },
  );
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }));
  await client.connect(new StreamableHTTPClientTransport(new URL(url)), PATIENCE);
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

async function callTool(client: Client, call: ToolCall): Promise<void> {
  const answer = client.callTool(call, PATIENCE);
  if (call.name === UNREADABLE) return void (await answer.catch(() => {}));
  const { isError, content } = await answer;
  if (isError || content.length === 0) throw new Error(`${call.name} answered ${JSON.stringify(content)}`);
}

/** A call that fits the tool. Where it wants an object, it wants a schema, as the suite sent it: the first tool's own. */
function callOf({ name, inputSchema }: Tool, [first]: Tool[]): ToolCall {
  const examples: Record<string, unknown> = { number: 2, string: 'text', object: first?.inputSchema };
  const { data: properties = {} } = Properties.safeParse(inputSchema.properties);
  const examplesOf = Object.entries(properties).map(([key, { type = '' }]) => [key, examples[type]]);
  return { name, arguments: Object.fromEntries(examplesOf) };
}

const Properties = z.record(z.string(), z.looseObject({ type: z.string().optional() }));
