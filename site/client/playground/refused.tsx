import { milliseconds } from '../../words/numbers.ts';
import { line } from '../../words/visible.ts';
import type { Refusal } from './talk.ts';

const EXECUTED: Record<string, string> = {
  no: 'The tool did not run.',
  maybe: 'The tool may have run.',
  yes: 'The tool ran.',
};

/** Why the proxy refused a call, whether the tool ran, and what to do now. */
export function Refused({
  refusal: { status, code, detail, retryable, executed, attempts, retryAfterMs, suggestions, errors },
}: {
  refusal: Refusal;
}) {
  const again = retryable
    ? `Safe to try again${retryAfterMs === null ? '' : ` in ${milliseconds(retryAfterMs)}`}.`
    : 'Trying again as it is will not help.';
  return (
    <>
      <p dir="auto">{line(detail, 2000)}</p>
      <p>
        {EXECUTED[executed] ?? EXECUTED.maybe} {again}
      </p>
      {errors.length > 0 && (
        <ul class="faults">
          {errors.map(({ pointer, message }) => (
            <li>
              <code>{line(pointer || '/', 120)}</code> {line(message, 300)}
            </li>
          ))}
        </ul>
      )}
      {suggestions.length > 0 && <p>The nearest names: {suggestions.map((one) => line(one, 80)).join(', ')}.</p>}
      <dl class="kv">
        <dt>code</dt>
        <dd>
          <code>{line(code, 80)}</code>, HTTP {status}
        </dd>
        <dt>attempts</dt>
        <dd>{attempts}</dd>
      </dl>
    </>
  );
}
