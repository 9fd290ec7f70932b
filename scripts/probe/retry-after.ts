import { EXIT, UserError } from '../command.ts';
import { RETRY_AFTER_MS } from './confirm.ts';

/** How the delays are written unless somebody chooses others. */
export const RETRY_AFTER = RETRY_AFTER_MS.map((ms) => ms / 1000).join(',');

/**
 * Seconds after a bad look at which to look again, as somebody wrote them ("2,10,30,60"), in milliseconds; "never" is
 * none. Throws `UserError` for anything else.
 */
export function retryAfterMsOf(text: string): number[] {
  if (text.trim() === 'never') return [];
  const seconds = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const rise = seconds.every((each, index) => each > (seconds[index - 1] ?? 0) && each <= 600);
  if (rise && seconds.length <= 10) return seconds.map((each) => Math.round(each * 1000));
  throw new UserError(
    `${JSON.stringify(text)} is no list of seconds that rise, at most ten of them up to 600, such as 2,10,30,60; or "never"`,
    { exitCode: EXIT.misuse },
  );
}
