import { serverPath } from '../../catalog/urls.ts';
import type { To } from '../links.ts';
import { type News, newsOfWeek } from '../news.ts';
import type { Site } from '../site.ts';
import { newsWords } from '../words/news.ts';
import { asWord, counted, grouped } from '../words/numbers.ts';
import { REASONS } from '../words/reasons.ts';
import { dayOf } from '../words/time.ts';
import { line } from '../words/visible.ts';
import { Stop } from './changes/stop.tsx';
import { Lamp } from './icon.tsx';
import { Since } from './when.tsx';

const FEW = 5;

/** The servers that are down, longest first. Says so when there is none, and when nobody has looked. */
export function DownNow({ site, to }: { site: Site; to: To }) {
  const down = site.cards
    .filter(({ health }) => health === 'unhealthy')
    .sort((a, b) => (a.since ?? '').localeCompare(b.since ?? '', 'en'));
  const checked = site.cards.filter(({ health }) => health !== 'unknown').length;
  return (
    <section>
      <h2>Down now</h2>
      {down.length === 0 && (
        <p class="small muted">
          {checked === 0
            ? 'No server is checked yet.'
            : `None of the ${counted(checked, 'server')} we know the health of.`}
        </p>
      )}
      {down.length > 0 && (
        <ul class="line tight">
          {down.slice(0, FEW).map((card) => (
            <li>
              <Lamp health="unhealthy" />
              <a href={to(serverPath(card.id))}>
                <bdi>{card.title}</bdi>
              </a>{' '}
              · {REASONS[card.reason].short}
              <br />
              {card.since && (
                <span class="when">
                  since <Since iso={card.since} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <p class="small">
        <a href={to('status/')}>
          {down.length > FEW ? `${asWord(down.length - FEW)} more, and all of health` : 'All of health'}
        </a>
      </p>
    </section>
  );
}

/** What changed last, of all that the page of changes tells. */
export function ThisWeek({ news, at, to }: { news: News[]; at: string; to: To }) {
  const week = newsOfWeek(news, at).length;
  return (
    <section>
      <h2>{week > 0 ? 'This week' : 'Last changes'}</h2>
      <ul class="line tight">
        {news.slice(0, FEW).map((one, index) => (
          <li>
            <Stop news={one} fresh={index < week} />
            <a href={to(serverPath(one.server))}>
              <bdi>{line(one.title, 80)}</bdi>
            </a>{' '}
            {newsWords(one)}
            <br />
            <time datetime={one.at}>{dayOf(one.at)}</time>
          </li>
        ))}
      </ul>
      <p class="small">
        <a href={to('changes/')}>{week > FEW ? `All ${grouped(week)} changes of this week` : 'All changes'}</a>
      </p>
    </section>
  );
}
