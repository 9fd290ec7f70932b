import type { Answer } from '../../../catalog/status/history.ts';
import type { StatusSummary } from '../../../catalog/status/status.ts';
import { ENOUGH_CHECKS } from '../../card.ts';
import { counted, milliseconds } from '../../words/numbers.ts';
import { clock, DAY } from '../../words/time.ts';

const LEFT = 56;
const RIGHT = 560;
const TOP = 10;
const FOOT = 110;
/** More points than this would be drawn onto each other. */
const MOST_POINTS = 96;

/** How long callers wait: each answer of the last 24 hours as a line, with the median and the 95th percentile named beside it. */
export function Latency({ status, answers }: { status: StatusSummary; answers: Answer[] }) {
  const { latencyMs, checkedAt } = status;
  const good = answers.filter(({ latencyMs }) => latencyMs !== null);
  if (!latencyMs || good.length < ENOUGH_CHECKS) {
    return (
      <div class="latency">
        <h3>Latency</h3>
        <p class="small muted">
          Too few good answers in 24 hours to draw ({good.length}).{' '}
          {latencyMs && `Median ${milliseconds(latencyMs.p50)}.`}
        </p>
      </div>
    );
  }
  const top = niceTop(Math.max(latencyMs.p95, ...good.map(({ latencyMs }) => latencyMs ?? 0)));
  const end = Date.parse(checkedAt);
  const x = (at: number) => Math.round(RIGHT - ((end - at) / DAY) * (RIGHT - LEFT));
  const y = (ms: number) => Math.round(FOOT - (Math.min(ms, top) / top) * (FOOT - TOP));
  const [p50, p95] = [y(latencyMs.p50), y(latencyMs.p95)];
  return (
    <div class="latency">
      <h3>Latency, the last 24 hours</h3>
      <svg
        class="chart"
        viewBox={`0 0 640 ${FOOT + 22}`}
        role="img"
        aria-label={`${counted(good.length, 'answer')}: median ${milliseconds(latencyMs.p50)}, 95th percentile ${milliseconds(latencyMs.p95)}; ${counted(answers.length - good.length, 'check')} without a good answer`}
      >
        <path class="grid" d={[0, top / 2, top].map((ms) => `M${LEFT} ${y(ms)}H${RIGHT}`).join('')} />
        {[0, top / 2, top].map((ms) => (
          <text x={LEFT - 8} y={y(ms) + 4} text-anchor="end">
            {ms === 0 ? '0' : milliseconds(ms)}
          </text>
        ))}
        <path class="p95" d={`M${LEFT} ${p95}H${RIGHT}`} />
        <path class="p50" d={lineOf(answers, x, y)} />
        <text class="lab" x={RIGHT + 8} y={p50 + 4}>
          {`p50 ${milliseconds(latencyMs.p50)}`}
        </text>
        <text x={RIGHT + 8} y={Math.min(p95 + 4, p50 - 9)}>
          {`p95 ${milliseconds(latencyMs.p95)}`}
        </text>
        <text x={LEFT} y={FOOT + 18}>
          {clock(new Date(end - DAY).toISOString())}
        </text>
        <text x={RIGHT} y={FOOT + 18} text-anchor="end">
          {`${clock(checkedAt)} UTC`}
        </text>
      </svg>
    </div>
  );
}

/** From answer to answer; where there was none, the line is cut. */
function lineOf(answers: Answer[], x: (at: number) => number, y: (ms: number) => number): string {
  const every = Math.ceil(answers.length / MOST_POINTS);
  const shown = answers.filter(({ latencyMs }, index) => latencyMs === null || index % every === 0);
  return shown
    .map(({ at, latencyMs }, index) => {
      if (latencyMs === null) return '';
      const joined = index > 0 && shown[index - 1]?.latencyMs !== null;
      return `${joined ? 'L' : 'M'}${x(Date.parse(at))} ${y(latencyMs)}`;
    })
    .join('');
}

/** The least of 1, 2, 4, 6, 8 and 10 times a power of ten that holds them all. */
function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return ([1, 2, 4, 6, 8].find((times) => times * power >= most) ?? 10) * power;
}
