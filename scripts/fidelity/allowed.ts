import * as z from 'zod';
import type { Message } from '../../proxy/upstream/message.ts';
import type { Said } from './recording.ts';

/** A difference that is no fault: what it is, why it may be, and a message without it. */
export interface Allowed {
  what: string;
  why: string;
  /** Null leaves the message out. */
  without(said: Said): Said | null;
}

/** Replaces in the text of a message, wherever it stands. */
function text(what: string, why: string, pattern: RegExp, by: string | ((found: string) => string)): Allowed {
  const replaced = (found: string) => (typeof by === 'string' ? by : by(found));
  const without = ({ by: who, message }: Said): Said => ({
    by: who,
    message: JSON.parse(JSON.stringify(message).replace(pattern, replaced)),
  });
  return { what, why, without };
}

const CLOCK = /\d{1,2}:\d\d:\d\d(?: [AP]M)?/g;

/** What differs between any two plays of the same script, were they both direct. */
export const BETWEEN_PLAYS: Allowed[] = [
  text('the version of the client', 'each play has its own, to be told from others', /\bplay-\d+\b/g, 'play-#'),
  text(
    'session ids in texts',
    'the server chooses them by chance',
    /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g,
    '#',
  ),
  text('ids of tasks', 'the server chooses them by chance', /\b[\da-f]{32}\b/g, '#'),
  text('requestState', 'the server seals it with the time', /(?<="requestState":")[^"]+/g, '#'),
  text('when a task was created and updated', 'the time of the play', /\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'now'),
  text('when a resource was created', 'the time of the play', CLOCK, 'now'),
  text('the same in base64', 'the time of the play', /(?<="blob":")[^"]+/g, (blob) =>
    Buffer.from(Buffer.from(blob, 'base64').toString('latin1').replace(CLOCK, 'now'), 'latin1').toString('base64'),
  ),
  text(
    'a line of a simulated log',
    'the server draws its level and words by lot',
    /"level":"\w+","data":"\w+[- ]level[- ]message/g,
    '"level":"#","data":"#',
  ),
];

/** Where client and server meet over streamable HTTP in one era, nothing else differs: not even an id. */
export const BYTES = { allowed: BETWEEN_PLAYS, renumber: false };

/**
 * Where the proxy does not pass bytes on, but speaks itself, the ids of requests and the progress tokens are its own at
 * one end: a connection may carry several clients. Still all that belongs to a request has to carry that request's.
 */
export const BRIDGED = { allowed: BETWEEN_PLAYS, renumber: true };

/** A step of which one end is not compared. */
export interface AllowedStep {
  step: string;
  end: 'atClient' | 'atServer';
  why: string;
}

/** What differs where clients of 2026 share a connection to a server of theirs, since they have no sessions. */
export const SHARED: AllowedStep[] = [
  { step: 'opens', end: 'atClient', why: 'over stdio this SDK first asks a process that it starts for that alone' },
  { step: 'opens', end: 'atServer', why: 'the server was discovered when the proxy connected' },
  { step: 'server/discover', end: 'atServer', why: 'the proxy passes on what it discovered then' },
  { step: 'hears of what it listens to', end: 'atServer', why: 'one subscription serves all who listen' },
];

/** What is not to be seen of an answer over HTTP. */
export const OVER_HTTP_IN_2026: AllowedStep[] = [
  { step: 'calls an unknown method', end: 'atClient', why: 'it is a 404 in 2026, whose body this SDK does not show' },
];

/** Tools that server-everything shows only to clients who can be asked things. */
const ASKING_TOOLS =
  /^(?:get-roots-list|simulate-research-query|trigger-(?:elicitation|url-elicitation|sampling)-request|trigger-url-elicitation)$/;

const Tools = z.array(z.looseObject({ name: z.string(), execution: z.unknown().optional() }));

/** What differs between a client of 2026 and one of 2025 at a server of 2025. */
export const BETWEEN_ERAS: Allowed[] = [
  result('resultType, ttlMs, cacheScope', 'only 2026 has them', ({ resultType, ttlMs, cacheScope, ...kept }) => kept),
  result('serverInfo in `_meta`', 'only 2026 has it there', ({ _meta, ...kept }) => {
    const meta = Object.entries(_meta ?? {}).filter(([key]) => key !== 'io.modelcontextprotocol/serverInfo');
    return meta.length > 0 ? { ...kept, _meta: Object.fromEntries(meta) } : kept;
  }),
  result('`execution` of a tool', 'the tasks of 2025 are no more, and the SDK drops it', ({ tools, ...kept }) =>
    tools ? { ...kept, tools: Tools.parse(tools).map(({ execution, ...tool }) => tool) } : kept,
  ),
  result('tools for who can be asked', 'lists come over a connection that all share', ({ tools, ...kept }) =>
    tools ? { ...kept, tools: Tools.parse(tools).filter(({ name }) => !ASKING_TOOLS.test(name)) } : kept,
  ),
  {
    what: 'roots/list',
    why: 'a client of 2025 is asked when its session begins; one of 2026 has none, and is asked in the call',
    without: (said) => (said.message.method === 'roots/list' || asksForRootsAlone(said) ? null : said),
  },
  text(
    '-32042',
    '2026 has an input request instead; its clients must not see this code',
    /"code":-32042\b/g,
    '"code":-32603',
  ),
];

/** Changes results alone. */
function result(
  what: string,
  why: string,
  kept: (result: Record<string, unknown>) => Record<string, unknown>,
): Allowed {
  const without = ({ by, message }: Said): Said => ({
    by,
    message: message.result && !isQuestion(message) ? { ...message, result: kept(message.result) } : message,
  });
  return { what, why, without };
}

function isQuestion({ result }: Message): boolean {
  return result?.resultType === 'input_required';
}

function asksForRootsAlone({ message }: Said): boolean {
  if (!isQuestion(message)) return false;
  const questions = Object.values(message.result?.inputRequests ?? {});
  return questions.every((question) => question.method === 'roots/list');
}
