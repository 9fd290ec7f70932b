import { readServerCard } from '../../catalog/server-card.ts';
import { type HttpOrigin, headerOf, readText } from '../../proxy/upstream/http.ts';
import { stepLimit } from './step-limit.ts';

const PATIENCE_MS = 2000;
const MAX_BYTES = 256 * 1024;

/**
 * Whether what a server has at the place that is reserved for its card is one; null when there is nothing, which is no
 * fault. Goes over the connection that is open already, with the headers that the server is sent anyway.
 */
export async function lookAtCard(origin: HttpOrigin, signal: AbortSignal): Promise<{ valid: boolean } | null> {
  const path = `${origin.url.pathname.replace(/\/+$/, '')}/server-card${origin.url.search}`;
  using limit = stepLimit(signal, PATIENCE_MS);
  try {
    const accept = 'application/mcp-server-card+json, application/json';
    const answer = await origin.exchange('GET', path, { accept }, { signal: limit.signal });
    // What answers everything with a page, or with a stream, says nothing of cards.
    if (answer.status !== 200 || !/^application\/([\w.+-]+\+)?json\b/i.test(headerOf(answer, 'content-type'))) {
      await answer.body.dump();
      return null;
    }
    return { valid: 'card' in readServerCard(JSON.parse(await readText(answer, MAX_BYTES))) };
  } catch (error) {
    return error instanceof SyntaxError ? { valid: false } : null;
  }
}
