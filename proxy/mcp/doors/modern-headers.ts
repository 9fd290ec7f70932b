import type { Message } from '../../upstream/message.ts';
import { headerValue, ParamHeaders } from '../../upstream/param-headers.ts';
import { isModern } from '../../upstream/streamable-http.ts';

const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';
const NAMED = new Set(['tools/call', 'prompts/get', 'resources/read']);
const MOST_PAGES = 100;

/** What HTTP headers must repeat of a 2026 message, which only a client over HTTP need know (MCP 2026-07-28, transports). */
export class ModernHeaders {
  readonly #params = new ParamHeaders();

  /** The headers of a message that claims a modern revision for itself. */
  of(message: Message, claim: string): Record<string, string> {
    const { method, params } = message;
    const name = params?.name ?? params?.uri;
    return {
      'mcp-protocol-version': claim,
      ...(method ? { 'mcp-method': method } : {}),
      ...(method && NAMED.has(method) && typeof name === 'string' ? { 'mcp-name': headerValue(name) } : {}),
      ...this.#params.of(message),
    };
  }

  /** Lists the tools, as the sender of a call would, for what headers must repeat of their arguments. */
  async learn({ params }: Message, ask: (list: Message) => Promise<Message | undefined>): Promise<void> {
    let cursor: unknown;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const asked = { ...(cursor === undefined ? {} : { cursor }), _meta: envelopeOf(params) };
      const answer = await ask({ jsonrpc: '2.0', id: 'tools-of-the-door', method: 'tools/list', params: asked });
      const { result = {} } = answer ?? {};
      this.#params.learn(result);
      cursor = result.nextCursor;
      if (typeof cursor !== 'string') return;
    }
  }
}

/** The revision that a message claims for itself, when it is a modern one. */
export function claimOf({ params }: Message): string | null {
  const meta = params?._meta;
  const claim =
    typeof meta === 'object' && meta !== null
      ? Object.entries(meta).find(([key]) => key === PROTOCOL_VERSION)?.[1]
      : null;
  return typeof claim === 'string' && isModern(claim) ? claim : null;
}

/** What a 2026 message says of its sender. */
function envelopeOf(params: Message['params']): Record<string, unknown> {
  const entries = Object.entries(params?._meta ?? {});
  return Object.fromEntries(entries.filter(([key]) => key.startsWith('io.modelcontextprotocol/')));
}
