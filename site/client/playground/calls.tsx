import { Lamp } from '../../components/icon.tsx';
import { milliseconds } from '../../words/numbers.ts';
import { line } from '../../words/visible.ts';
import type { Called } from './code.ts';
import type { Outcome } from './talk.ts';
import { verdictOf } from './verdict.ts';

/** A call that has ended. They are in the memory of this tab, and nowhere else. */
export interface Call {
  number: number;
  called: Called;
  outcome: Outcome;
}

/** The calls of this tab, the newest first; each can be looked at again. */
export function Calls({ calls, shown, show }: { calls: Call[]; shown: number; show: (call: Call) => void }) {
  if (calls.length === 0) return null;
  return (
    <section class="sec">
      <h2>
        Calls in this tab <small>gone when you close it</small>
      </h2>
      <ul class="past">
        {calls.map((call) => (
          <li>
            <Lamp health={verdictOf(call.outcome).health} size="s" />
            <button type="button" aria-pressed={call.number === shown} onClick={() => show(call)}>
              <code>{line(call.called.tool, 60)}</code> <span>{line(JSON.stringify(call.called.args), 80)}</span>
              <span class="vh">, {verdictOf(call.outcome).words}</span>
            </button>
            <span class="muted">{aboutOf(call.outcome)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function aboutOf(outcome: Outcome): string {
  return outcome.kind === 'refused' ? outcome.refusal.code : milliseconds(outcome.ms);
}
