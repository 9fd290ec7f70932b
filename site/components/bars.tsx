/** History as bars on a line: up stands, degraded is half, down hangs, not checked is a dot. One path for each state. */
export function Bars({ days, label, tall = false }: { days: string; label?: string; tall?: boolean }) {
  const step = tall ? 8 : 4;
  const height = tall ? 72 : 28;
  const width = days.length * step;
  const at = round(height * 0.66);
  const paths: Record<'u' | 'g' | 'd' | 'x', string> = { u: '', g: '', d: '', x: '' };
  [...days].forEach((day, index) => {
    const from = `M${index * step + step / 2} ${at}`;
    if (day === 'u') paths.u += `${from}V0`;
    else if (day === 'g') paths.g += `${from}V${round(at / 2)}`;
    else if (day === 'd') paths.d += `${from}V${height}`;
    else if (day === 'p') {
      paths.u += `${from}V${round(at * 0.45)}`;
      paths.d += `${from}V${round(height * 0.88)}`;
    } else paths.x += `M${index * step + step / 2} ${at - 1}v2`;
  });
  const says = label === undefined ? { 'aria-hidden': 'true' as const } : { role: 'img' as const, 'aria-label': label };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it has a label, or the figures beside it say the same
    <svg class={tall ? 'bars days' : 'bars'} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" {...says}>
      <path class="b" d={`M0 ${at}H${width}`} />
      {Object.entries(paths).map(([state, d]) => d && <path class={state} d={d} />)}
    </svg>
  );
}

/** What the shapes of a chart of days mean. */
export function BarsKey() {
  return (
    <div class="key">
      {KEYS.map(([state, words, d]) => (
        <span class="ic">
          <svg viewBox="0 0 12 18" class="bars" aria-hidden="true">
            <path class="b" d="M0 12H12" />
            <path class={state} d={d} />
          </svg>
          {words}
        </span>
      ))}
    </div>
  );
}

const KEYS = [
  ['u', 'up', 'M6 12V0'],
  ['g', 'degraded', 'M6 12V6'],
  ['d', 'down', 'M6 12V18'],
  ['x', 'not checked', 'M6 11V13'],
] as const;

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
