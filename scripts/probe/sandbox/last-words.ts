import type { Reason } from '../../../catalog/status/status.ts';

/** Why a server left, when that is no fault of its own: it misses what a sandbox does not give. */
export interface Excuse {
  reason: Extract<Reason, 'needs-config' | 'not-runnable'>;
  message: string;
}

const SETTING = /\b(?!ERR_)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/;
const CREDENTIAL =
  /\b(api[ _-]?keys?|access[ _-]?keys?|tokens?|credentials?|secrets?|passwords?|env(ironment)? var(iable)?s?|connection string|configuration)\b/i;
const LACKS =
  /\b(required?|requires|missing|must (be|have|set)|not (be )?(set|provided|found|defined|configured)|is undefined|unset|please (set|provide)|specify|needs?|needed|no)\b/i;
/** What a program says that has a mistake in it, whatever the names it says it of. */
const MISTAKE = /\b(Reference|Type|Syntax|Range)Error\b/;
const USAGE = /^\s*(usage:|error: (missing required argument|required option))/i;
const NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ENETUNREACH|ECONNREFUSED|EHOSTUNREACH|getaddrinfo|fetch failed|network is unreachable)\b/i;
const READ_ONLY = /\b(EROFS|read-only file system)\b/i;

/**
 * What the last words of a server that ended say of why, given the secrets that it requires and did not get: a setting
 * or a credential that is wanted, the network, a place to write. Null when it just broke.
 */
export function excuseOf(said: string, secrets: string[]): Excuse | null {
  const lines = said.split('\n').filter((line) => !MISTAKE.test(line));
  const wanted = lines.find(
    (line) =>
      USAGE.test(line) ||
      secrets.some((name) => line.includes(name)) ||
      (LACKS.test(line) && (SETTING.test(line) || CREDENTIAL.test(line))),
  );
  if (wanted !== undefined)
    return { reason: 'needs-config', message: `it ends without its settings: ${short(wanted)}` };
  // A stack trace shows the source before it says the error.
  const told = (words: RegExp) =>
    lines.find((line) => /^\S*error\b/i.test(line) && words.test(line)) ?? lines.find((line) => words.test(line));
  const offline = told(NETWORK);
  if (offline !== undefined)
    return { reason: 'not-runnable', message: `it wants the network, which a sandbox has not: ${short(offline)}` };
  const writing = told(READ_ONLY);
  if (writing !== undefined)
    return { reason: 'not-runnable', message: `it writes where a sandbox cannot be written to: ${short(writing)}` };
  if (secrets.length > 0) return { reason: 'needs-config', message: `it ends without ${secrets.join(', ')}` };
  return null;
}

function short(line: string): string {
  return line.trim().slice(0, 200);
}
