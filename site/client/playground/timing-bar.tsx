import { milliseconds } from '../../words/numbers.ts';
import type { Timing } from './talk.ts';

/** Where the time went: on the way, in the proxy, in the tool. */
export function TimingBar({ timing: { upstreamMs, totalMs }, ms }: { timing: Timing; ms: number }) {
  if (upstreamMs === null || totalMs === null) return null;
  const parts = [
    { name: 'way to the proxy', ms: Math.max(0, ms - totalMs), shade: 'way' },
    { name: 'proxy', ms: Math.max(0, totalMs - upstreamMs), shade: 'proxy' },
    { name: 'tool', ms: upstreamMs, shade: 'tool' },
  ];
  const words = parts.map((part) => ({ ...part, words: `${part.name} ${milliseconds(part.ms)}` }));
  const whole = Math.max(1, ...[parts.reduce((sum, part) => sum + part.ms, 0)]);
  let left = 0;
  return (
    <div class="timing">
      <svg
        viewBox="0 0 1000 16"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${milliseconds(ms)} in all: ${words.map((part) => part.words).join(', ')}`}
      >
        {parts.map((part) => {
          const x = left;
          const width = (part.ms / whole) * 1000;
          left += width;
          return <rect class={part.shade} x={x.toFixed(1)} width={Math.max(2, width - 4).toFixed(1)} height="16" />;
        })}
      </svg>
      <p class="nums">
        {words.map((part) => (
          <span class={`ic ${part.shade}`}>
            <i aria-hidden="true" />
            {part.words}
          </span>
        ))}
      </p>
    </div>
  );
}
