import type { StatusSummary } from '../../../catalog/status/status.ts';
import { ENOUGH_CHECKS } from '../../card.ts';
import { daysUntil } from '../../card-of.ts';
import { counted, grouped, percent } from '../../words/numbers.ts';
import { DAY, dayOf, shortDay } from '../../words/time.ts';
import { Bars, BarsKey } from '../bars.tsx';

const SPAN = 90;
const WORDS: Record<string, string> = {
  u: 'up',
  g: 'degraded',
  d: 'down',
  p: 'down for a part',
  m: 'maintenance',
  '-': 'not checked',
};

/** Ninety days as bars. The days before our first check are shown as what they are: not checked. */
export function Days({ status, at }: { status: StatusSummary; at: string }) {
  const days = daysUntil(status, at, SPAN);
  if (!/[^-]/.test(days)) {
    return (
      <section class="sec" id="days">
        <h2>The last 90 days</h2>
        <p class="muted">No day is recorded yet: history begins with our first check that counts.</p>
      </section>
    );
  }
  const dayAt = (index: number) => new Date(Date.parse(at) - (SPAN - 1 - index) * DAY).toISOString();
  const checked = [...days].filter((day) => day !== '-').length;
  const faulty = [...days]
    .flatMap((day, index) => ('gdpm'.includes(day) ? [{ day, date: dayAt(index) }] : []))
    .reverse();
  return (
    <section class="sec" id="days">
      <h2>
        The last 90 days <small>{heading(status, checked)}</small>
      </h2>
      <Bars days={days} tall label={sentence(days, dayAt(0), at)} />
      <div class="axis">
        <span>{shortDay(dayAt(0))}</span>
        <span>{shortDay(dayAt(SPAN / 2))}</span>
        <span>{shortDay(at)}</span>
      </div>
      <BarsKey />
      {faulty.length > 0 && (
        <details class="ev">
          <summary>The days that were not fully up</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">What we saw</th>
              </tr>
            </thead>
            <tbody>
              {faulty.map(({ day, date }) => (
                <tr>
                  <th scope="row">{dayOf(date)}</th>
                  <td>{WORDS[day]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
  );
}

function heading({ uptime }: StatusSummary, checkedDays: number): string {
  const [up = 0, checks = 0] = uptime['90d'] ?? uptime['30d'] ?? [];
  const share =
    checks >= ENOUGH_CHECKS ? `${percent(up, checks)} of ${grouped(checks)} checks` : `too few checks (${checks})`;
  return `${share}; ${counted(SPAN - checkedDays, 'day')} not checked`;
}

function sentence(days: string, from: string, to: string): string {
  const counts = Object.entries(WORDS).flatMap(([letter, words]) => {
    const count = [...days].filter((day) => day === letter).length;
    return count > 0 ? [`${words} on ${count}`] : [];
  });
  return `${SPAN} days, ${dayOf(from)} to ${dayOf(to)}: ${counts.join(', ')}`;
}
