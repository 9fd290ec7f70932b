import { grouped } from '../../words/numbers.ts';
import { dayOf } from '../../words/time.ts';
import { Scroll } from '../scroll.tsx';

const WIDTH = 720;
const HEIGHT = 140;

/** How many there were at the end of each month, from the first on: a line of steps, and the same as a table. */
export function Growth({ id, title, times, at }: { id: string; title: string; times: string[]; at: string }) {
  const months = monthsOf(times, at);
  const [first] = months;
  const total = months.at(-1)?.total ?? 0;
  // One month makes no line.
  if (!first || total === 0 || months.length < 2) return null;
  const step = WIDTH / months.length;
  const y = (count: number) => Math.round((1 - count / total) * (HEIGHT - 8)) + 4;
  const path = months.map(({ total }, index) => `V${y(total)}H${Math.round((index + 1) * step)}`);
  return (
    <section class="sec" aria-labelledby={id}>
      <h2 id={id}>
        {title} <small>by the month in which they were first published</small>
      </h2>
      <p class="growth-total">
        <b>{grouped(total)}</b> <span class="muted">on {dayOf(at)}</span>
      </p>
      <svg
        class="growth"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`From ${grouped(first.total)} in ${first.month} to ${grouped(total)} now`}
      >
        <path class="grid" d={`M0 ${HEIGHT - 1}H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 4H${WIDTH}`} />
        <path class="steps" d={`M1 ${HEIGHT - 1}${path.join('')}`} />
      </svg>
      <p class="axis">
        <span>{first.month}</span>
        <span>{at.slice(0, 7)}</span>
      </p>
      <details class="ev">
        <summary>As a table</summary>
        <Scroll label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">Month</th>
                <th scope="col" class="n">
                  New
                </th>
                <th scope="col" class="n">
                  In all
                </th>
              </tr>
            </thead>
            <tbody>
              {months
                .filter(({ added }) => added > 0)
                .toReversed()
                .map(({ month, added, total }) => (
                  <tr>
                    <th scope="row">{month}</th>
                    <td class="n">{grouped(added)}</td>
                    <td class="n">{grouped(total)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </section>
  );
}

/** Months without a gap, `2026-11`, with how many came in each and how many there were at its end: ten years at most. */
function monthsOf(times: string[], at: string): { month: string; added: number; total: number }[] {
  const until = at.slice(0, 7);
  const counts = new Map<string, number>();
  for (const time of times) {
    // Dates of git have the offset of their author.
    const month = (time.endsWith('Z') ? time : new Date(time).toISOString()).slice(0, 7);
    counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  const first = [...counts.keys()].sort()[0] ?? until;
  const months: { month: string; added: number; total: number }[] = [];
  let total = 0;
  for (let month = first; month <= until && months.length < 120; month = after(month)) {
    const added = counts.get(month) ?? 0;
    total += added;
    months.push({ month, added, total });
  }
  return months;
}

function after(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number)).toISOString().slice(0, 7);
}
