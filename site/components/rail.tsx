import { serverPath } from '../../catalog/urls.ts';
import type { To } from '../links.ts';
import type { Site } from '../site.ts';
import { asWord, counted } from '../words/numbers.ts';
import { REASONS } from '../words/reasons.ts';
import { dayOf } from '../words/time.ts';
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

/** The versions published last. */
export function Newest({ site, to }: { site: Site; to: To }) {
  const newest = site.cards
    .toSorted((a, b) => Date.parse(b.publishedAt) - Date.parse(a.publishedAt) || (a.id < b.id ? -1 : 1))
    .slice(0, FEW);
  return (
    <section>
      <h2>Newest entries</h2>
      <ul class="line tight">
        {newest.map((card, index) => (
          <li>
            <span class={index === 0 ? 'stop on' : 'stop'} />
            <a href={to(serverPath(card.id))}>
              <bdi>{card.title}</bdi>
            </a>{' '}
            {!card.unversioned && card.version}
            <br />
            <time datetime={card.publishedAt}>{dayOf(card.publishedAt)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}
