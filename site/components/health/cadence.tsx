import { cadenceOf } from '../../../catalog/status/cadence.ts';
import type { ProbeRun } from '../../../catalog/status/probe-run.ts';
import type { To } from '../../links.ts';
import { counted } from '../../words/numbers.ts';
import { duration } from '../../words/time.ts';
import { visible } from '../../words/visible.ts';
import { Since } from '../when.tsx';
import { Runs } from './runs.tsx';

const MOST_VOID = 20;
const WHY = { canary: 'a server that we know was misjudged', fuse: 'too many failed at once' };

/** How often we really looked, and the runs that count for nothing: counted from the runs, whatever was planned. */
export function CadenceSection({ runs, at, to }: { runs: ProbeRun[]; at: string; to: To }) {
  const { runs: today, medianGapMs, longestGapMs, medianDelayMs, voids } = cadenceOf(runs, at);
  return (
    <section class="sec" id="cadence">
      <h2>
        Our own runs <small>as it was in the last 7 days</small>
      </h2>
      <Runs runs={runs} at={at} medianGapMs={medianGapMs} />
      {longestGapMs === null && <p class="muted">We have no run on record that counts.</p>}
      {longestGapMs !== null && (
        <p>
          {medianGapMs !== null && `The median gap between runs was ${duration(medianGapMs)}. `}
          {`The longest was ${duration(longestGapMs)}. ${counted(today, 'run')} in the last 24 hours.`}
          {medianDelayMs !== null && ` The median delay of a scheduled run was ${duration(medianDelayMs)}.`}
        </p>
      )}
      <p class="small muted">
        A server is down when two runs in a row fail: in each, five looks within a minute. It is up again after two good
        ones. {runs.length > 0 && <a href={to('status/runs.json')}>Every run, as JSON</a>}
      </p>
      {voids.length > 0 && (
        <details class="ev">
          <summary>
            {counted(voids.length, 'run is', 'runs are')} void: the fault was likely ours, and nothing of it counts
          </summary>
          <ul>
            {voids.slice(0, MOST_VOID).map((run) => (
              <li>
                <Since iso={run.startedAt} />
                {run.void && ` · ${WHY[run.void.cause]}: ${visible(run.void.detail)}`}
              </li>
            ))}
          </ul>
          {voids.length > MOST_VOID && <p class="muted">The newest {MOST_VOID} are shown.</p>}
        </details>
      )}
    </section>
  );
}
