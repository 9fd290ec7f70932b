import type { To } from '../../links.ts';
import type { News } from '../../news.ts';
import { counted } from '../../words/numbers.ts';
import { DAY, dayInFull } from '../../words/time.ts';
import { ChangeStop } from './stop.tsx';

/** How much of the line a page shows: the rest is in the files of its month. */
const MOST = 200;
const MOST_A_DAY = 40;

/** The line of changes, a section for each day. `at` is the snapshot's moment. */
export function ChangeDays({ news, at, to }: { news: News[]; at: string; to: To }) {
  const week = new Date(Date.parse(at) - 7 * DAY).toISOString();
  return daysOf(news).map(([day, all]) => {
    const some = all.slice(0, MOST_A_DAY);
    return (
      <section class="sec" aria-labelledby={`d${day}`}>
        <h2 id={`d${day}`}>
          <time datetime={day}>{dayInFull(day)}</time> <small>{counted(all.length, 'change')}</small>
        </h2>
        <ol class="line">
          {some.map((one) => (
            <ChangeStop news={one} fresh={one.at >= week} to={to} />
          ))}
        </ol>
        {all.length > some.length && (
          <p class="small muted">
            {counted(all.length - some.length, 'more change')} of versions on this day are in{' '}
            <a href={to(`changes/${day.slice(0, 7)}.ndjson`)}>the file of its month</a>, or on the pages of their
            servers.
          </p>
        )}
      </section>
    );
  });
}

/** The days with their news, until the page is full. */
function daysOf(news: News[]): [day: string, news: News[]][] {
  const days = new Map<string, News[]>();
  let shown = 0;
  for (const one of news) {
    const day = one.at.slice(0, 10);
    const others = days.get(day);
    if (!others && shown >= MOST) break;
    if (others) others.push(one);
    else days.set(day, [one]);
    if (!others || others.length <= MOST_A_DAY) shown += 1;
  }
  return [...days];
}
