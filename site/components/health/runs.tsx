import type { ProbeRun } from '../../../catalog/status/probe-run.ts';
import { counted } from '../../words/numbers.ts';
import { clockOf, DAY } from '../../words/time.ts';

/** A run as a stop: its parts, which begin together, as one. `gap`: no run began for long before it. */
interface Stop {
  startedAt: string;
  looked: number;
  bad: number;
  isVoid: boolean;
  gap: boolean;
}

const TOGETHER_MS = 60_000;
/** So much longer than the usual is a gap. */
const LONG = 1.8;
const STEPS = 5;

/** The runs of the last 24 hours as a line of stops: dashed where one is void, cut where none began. */
export function Runs({ runs, at, medianGapMs }: { runs: ProbeRun[]; at: string; medianGapMs: number | null }) {
  const stops = stopsOf(runs, at, medianGapMs);
  if (stops.length === 0) return null;
  const most = Math.max(1, ...stops.map(({ bad }) => bad));
  return (
    <>
      <ol class="runs" aria-label="Runs of the last 24 hours">
        {stops.map(({ startedAt, looked, bad, isVoid, gap }) => (
          <li
            class={['run', isVoid && 'void', gap && 'gap', !isVoid && bad > 0 && `b${step(bad, most)}`]
              .filter(Boolean)
              .join(' ')}
          >
            <span class="vh">
              {clockOf(startedAt)}: {isVoid ? 'void' : `${counted(looked, 'look')}, ${bad} bad`}
            </span>
          </li>
        ))}
      </ol>
      <p class="key" aria-hidden="true">
        <span class="ic">
          <i class="run" /> a run; red above it: what failed
        </span>
        <span class="ic">
          <i class="run void" /> void: counts for nothing
        </span>
        <span class="ic">
          <i class="run gap" /> none began for long
        </span>
      </p>
    </>
  );
}

function step(bad: number, most: number): number {
  return Math.max(1, Math.round((bad / most) * STEPS));
}

function stopsOf(runs: ProbeRun[], at: string, medianGapMs: number | null): Stop[] {
  const now = Date.parse(at);
  const stops: Stop[] = [];
  let last: number | null = null;
  for (const run of runs.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))) {
    const started = Date.parse(run.startedAt);
    if (started <= now - DAY || started > now) continue;
    const before = stops.at(-1);
    if (before && last !== null && started - last < TOGETHER_MS) {
      before.looked += run.looked;
      before.bad += run.bad;
      before.isVoid ||= run.void !== null;
    } else {
      const gap = last !== null && medianGapMs !== null && started - last > medianGapMs * LONG;
      const { startedAt, looked, bad } = run;
      stops.push({ startedAt, looked, bad, isVoid: run.void !== null, gap });
    }
    last = started;
  }
  return stops;
}
