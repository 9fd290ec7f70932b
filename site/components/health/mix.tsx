/** One bar in the grammar of days: healthy stands on the line, degraded half, unhealthy hangs, unknown is the line itself. */
export function Mix({ counts }: { counts: number[] }) {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  let x = 0;
  return (
    <svg class="mix" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      {counts.map((count, index) => {
        const width = Math.round((count / total) * 1000) / 10;
        const from = x;
        x += width;
        const [state, y, height] = MIX[index] ?? ['x', 7.5, 1];
        return (
          count > 0 && (
            <rect
              class={state}
              x={Math.round(from * 10) / 10}
              y={y}
              width={Math.max(0.5, width - 0.8)}
              height={height}
            />
          )
        );
      })}
    </svg>
  );
}

const MIX: [state: string, y: number, height: number][] = [
  ['u', 0, 8],
  ['g', 4, 4],
  ['d', 8, 4],
  ['x', 7.5, 1],
];
