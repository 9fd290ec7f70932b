import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpCaller } from '../routing/caller.ts';
import { route } from '../routing/route.ts';
import type { RoutedService } from '../routing/router.ts';
import type { Exchange, ReadAnswer } from '../upstream/forward.ts';
import { forwardedHeaders, returned } from '../upstream/passed-headers.ts';
import { initializeAt, sessionOf } from './byte-initialize.ts';
import { ByteSession, takesBytes } from './byte-session.ts';
import type { Inbound } from './inbound.ts';
import type { Sessions } from './sessions.ts';

export interface OpeningOptions {
  sessions: Sessions;
  answerBytes: number;
}

/** Passes a 2025 client's `initialize` on. False when the upstream knows no such thing, so that it has to be bridged. */
export async function openBytes(
  service: RoutedService,
  request: IncomingMessage,
  response: ServerResponse,
  { body }: Inbound,
  { sessions, answerBytes }: OpeningOptions,
): Promise<boolean> {
  const caller = new HttpCaller(response);
  const { signal } = caller;
  const opening: Exchange = { method: 'POST', headers: forwardedHeaders(request.rawHeaders), body };
  const work = { tool: 'initialize', mayRepeat: true, caller, can: takesBytes };
  const { value: answer, instance } = await route(service, work, (instance) =>
    initializeAt(instance, opening, { timeoutMs: service.timeoutMs, answerBytes, signal }),
  );
  if (instance.upstream?.era === 'modern' && refusesLegacy(answer)) return false;
  const upstreamId = sessionOf(answer);
  const added: Record<string, string> = {};
  if (upstreamId !== null) {
    const id = sessions.newId();
    const onGone = () => sessions.forget(id);
    const session = new ByteSession(service, { instance, upstreamId }, { opening, answerBytes, onGone });
    // Who has left meanwhile knows no id to come back with.
    if (response.destroyed) {
      await session.close();
      return true;
    }
    sessions.add(id, service.name, session);
    added['mcp-session-id'] = id;
  }
  response.writeHead(answer.status, { ...returned(answer.headers), 'content-length': answer.body.length, ...added });
  response.end(answer.body);
  return true;
}

/** A server of the modern era alone answers `initialize` with an error: unsupported version, or unknown method. */
function refusesLegacy({ status, body }: ReadAnswer): boolean {
  return status >= 400 || /"code"\s*:\s*-32(?:601|022)\b/.test(body.toString('utf8', 0, 4096));
}
