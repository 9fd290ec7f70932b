import { milliseconds } from '../../words/numbers.ts';

const LEFT = 56;
const RIGHT = 560;
const TOP = 10;
const FOOT = 110;

/** A point in time, from 0 at the left edge to 1 at the right one, and milliseconds; null where there is no figure. */
export type Point = [share: number, ms: number | null];

interface LatencyChartProps {
  /** What the picture says, in words. */
  label: string;
  p50: Point[];
  p95: Point[];
  /** What is written beside each line, in milliseconds. */
  named: { p50: number; p95: number };
  /** What is written below the edges. */
  from: string;
  to: string;
}

/** Two lines over time: the median, and dashed the 95th percentile. Where there is no figure, a line is cut. */
export function LatencyChart({ label, p50, p95, named, from, to }: LatencyChartProps) {
  const top = niceTop(Math.max(...[...p50, ...p95].map(([, ms]) => ms ?? 0), named.p95));
  const y = (ms: number) => Math.round(FOOT - (Math.min(ms, top) / top) * (FOOT - TOP));
  const scale = [0, top / 2, top];
  return (
    <svg class="chart" viewBox={`0 0 640 ${FOOT + 22}`} role="img" aria-label={label}>
      <path class="grid" d={scale.map((ms) => `M${LEFT} ${y(ms)}H${RIGHT}`).join('')} />
      {scale.map((ms) => (
        <text x={LEFT - 8} y={y(ms) + 4} text-anchor="end">
          {ms === 0 ? '0' : milliseconds(ms)}
        </text>
      ))}
      <path class="p95" d={lineOf(p95, y)} />
      <path class="p50" d={lineOf(p50, y)} />
      <text class="lab" x={RIGHT + 8} y={y(named.p50) + 4}>
        {`p50 ${milliseconds(named.p50)}`}
      </text>
      <text x={RIGHT + 8} y={Math.min(y(named.p95) + 4, y(named.p50) - 9)}>
        {`p95 ${milliseconds(named.p95)}`}
      </text>
      <text x={LEFT} y={FOOT + 18}>
        {from}
      </text>
      <text x={RIGHT} y={FOOT + 18} text-anchor="end">
        {to}
      </text>
    </svg>
  );
}

function lineOf(points: Point[], y: (ms: number) => number): string {
  let isDrawn = false;
  return points
    .map(([share, ms]) => {
      const command = isDrawn ? 'L' : 'M';
      isDrawn = ms !== null;
      return ms === null ? '' : `${command}${Math.round(LEFT + share * (RIGHT - LEFT))} ${y(ms)}`;
    })
    .join('');
}

/** The least of 1, 2, 4, 6, 8 and 10 times a power of ten that holds them all. */
function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return ([1, 2, 4, 6, 8].find((times) => times * power >= most) ?? 10) * power;
}
