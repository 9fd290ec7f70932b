import { asHtml } from './as-html.ts';

/** History as bars on a line: up stands, degraded is half, down hangs, not checked is a dot. One path for each state. */
export function Bars({ days, label, tall = false }: { days: string; label?: string; tall?: boolean }) {
  const step = tall ? 8 : 4;
  const height = tall ? 72 : 28;
  const width = days.length * step;
  const at = round(height * 0.66);
  const inset = tall ? 1.25 : 1;
  const paths: Record<'r' | 'u' | 'g' | 'd' | 'x', string> = { r: '', u: '', g: '', d: '', x: '' };
  for (const { index, 0: run } of days.matchAll(/u+/g)) {
    // Days that are up follow each other for weeks: they are one dashed line, as wide as a bar is high.
    paths.r += `M${index * step + inset} ${round(at / 2)}H${(index + run.length) * step}`;
  }
  [...days].forEach((day, index) => {
    const from = `M${index * step + step / 2} ${at}`;
    if (day === 'u') return;
    if (day === 'g') paths.g += `${from}V${round(at / 2)}`;
    else if (day === 'd') paths.d += `${from}V${height}`;
    else if (day === 'p') {
      paths.u += `${from}V${round(at * 0.45)}`;
      paths.d += `${from}V${round(height * 0.88)}`;
    } else paths.x += `M${index * step + step / 2} ${at - 1}v2`;
  });
  const says = label === undefined ? { 'aria-hidden': 'true' as const } : { role: 'img' as const, 'aria-label': label };
  const drawn = Object.entries({ b: `M0 ${at}H${width}`, ...paths }).filter(([, d]) => d !== '');
  return (
    <svg
      class={tall ? 'bars days' : 'bars'}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      {...says}
      {...asHtml(drawn.map(([state, d]) => `<path class="${state}" d="${d}"/>`).join(''))}
    />
  );
}

/** What the shapes of a chart of days mean; the style sheet draws them. */
export function BarsKey() {
  return (
    <p class="key">
      <span class="ku">up</span>
      <span class="kg">degraded</span>
      <span class="kd">down</span>
      <span class="kx">not checked</span>
    </p>
  );
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
