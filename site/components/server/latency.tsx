import type { Answer, DayLatency, Latencies } from '../../../catalog/status/history.ts';
import type { StatusSummary } from '../../../catalog/status/status.ts';
import { ENOUGH_CHECKS } from '../../card.ts';
import { counted, milliseconds } from '../../words/numbers.ts';
import { clock, DAY, shortDay } from '../../words/time.ts';
import { LatencyChart, type Point } from './latency-chart.tsx';

const SPAN = 90;
/** Fewer days make no line. */
const ENOUGH_DAYS = 7;
/** More points than this would be drawn onto each other. */
const MOST_POINTS = 96;

interface LatencyProps {
  status: StatusSummary;
  latencies: Latencies;
  /** The snapshot's moment. */
  at: string;
  /** There is room for one chart. */
  lean: boolean;
}

/** How long callers wait: day by day, and each answer of the last 24 hours. */
export function Latency({ status, latencies: { answers, days }, at, lean }: LatencyProps) {
  const { latencyMs } = status;
  const good = answers.filter((answer) => answer.latencyMs !== null).length;
  const known = daysTo(days, at);
  const showsDays = known.filter((latency) => latency !== null).length >= ENOUGH_DAYS;
  const showsAnswers = latencyMs !== null && good >= ENOUGH_CHECKS && !(lean && showsDays);
  return (
    <div class="latency">
      <h3>Latency</h3>
      {showsDays && <Daily days={known} at={at} />}
      {showsAnswers && <Answers {...{ latencyMs, answers, good, end: status.checkedAt }} />}
      {!showsDays && !showsAnswers && (
        <p class="small muted">
          Too few good answers in 24 hours to draw ({good}). {latencyMs && `Median ${milliseconds(latencyMs.p50)}.`}
        </p>
      )}
    </div>
  );
}

type OfDay = DayLatency['latencyMs'];

/** What is known of each day up to that of a moment, the newest last. */
function daysTo(days: DayLatency[], at: string): OfDay[] {
  const known: OfDay[] = Array.from({ length: SPAN }, () => null);
  const today = Date.parse(at.slice(0, '2026-11-19'.length));
  for (const { date, latencyMs } of days) {
    const ago = (today - Date.parse(date)) / DAY;
    if (ago >= 0 && ago < SPAN) known[SPAN - 1 - ago] = latencyMs;
  }
  return known;
}

function Daily({ days, at }: { days: OfDay[]; at: string }) {
  const pointsOf = (of: 'p50' | 'p95') =>
    days.map((latency, index): Point => [index / (SPAN - 1), latency ? latency[of] : null]);
  const medians = days.flatMap((latency) => latency?.p50 ?? []);
  const newest = days.findLast((latency) => latency !== null) ?? { p50: 0, p95: 0 };
  const [least, most] = [Math.min(...medians), Math.max(...medians)].map(milliseconds);
  return (
    <>
      <p class="small muted">By day, {SPAN} days</p>
      <LatencyChart
        label={`${counted(medians.length, 'day')}: median of a day from ${least} to ${most}; of the newest ${milliseconds(newest.p50)}, 95th percentile ${milliseconds(newest.p95)}`}
        p50={pointsOf('p50')}
        p95={pointsOf('p95')}
        named={newest}
        from={shortDay(new Date(Date.parse(at) - (SPAN - 1) * DAY).toISOString())}
        to={shortDay(at)}
      />
    </>
  );
}

interface AnswersProps {
  latencyMs: { p50: number; p95: number };
  answers: Answer[];
  good: number;
  /** When the last of them was: RFC 3339. */
  end: string;
}

function Answers({ latencyMs, answers, good, end }: AnswersProps) {
  const last = Date.parse(end);
  const every = Math.ceil(answers.length / MOST_POINTS);
  const shown = answers.filter(({ latencyMs }, index) => latencyMs === null || index % every === 0);
  return (
    <>
      <p class="small muted">Each answer, 24 hours</p>
      <LatencyChart
        label={`${counted(good, 'answer')}: median ${milliseconds(latencyMs.p50)}, 95th percentile ${milliseconds(latencyMs.p95)}; ${counted(answers.length - good, 'check')} without a good answer`}
        p50={shown.map(({ at, latencyMs }): Point => [1 - (last - Date.parse(at)) / DAY, latencyMs])}
        p95={[0, 1].map((share): Point => [share, latencyMs.p95])}
        named={latencyMs}
        from={clock(new Date(last - DAY).toISOString())}
        to={`${clock(end)} UTC`}
      />
    </>
  );
}
