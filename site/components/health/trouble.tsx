import { serverPath } from '../../../catalog/urls.ts';
import type { Card } from '../../card.ts';
import type { To } from '../../links.ts';
import { HEALTH_ANCHORS } from '../../words/anchors.ts';
import { REASONS } from '../../words/reasons.ts';
import { duration } from '../../words/time.ts';
import { Bars } from '../bars.tsx';
import { Lamp } from '../icon.tsx';
import { Since } from '../when.tsx';
import { MOST_ROWS } from './most-rows.ts';

const WORDS = {
  unhealthy: { title: 'Down now', none: 'No server is known to be down.' },
  degraded: { title: 'Degraded', none: 'None is degraded.' },
};

/** Servers with a fault, longest first. */
export function Trouble({ cards, health, at, to }: { cards: Card[]; health: keyof typeof WORDS; at: string; to: To }) {
  const { title, none } = WORDS[health];
  const rows = cards.toSorted(
    (a, b) => Date.parse(a.since ?? '') - Date.parse(b.since ?? '') || (a.id < b.id ? -1 : 1),
  );
  return (
    <section class="sec" id={HEALTH_ANCHORS[health] ?? ''}>
      <h2>
        {title} {rows.length > 1 && <small>longest first</small>}
      </h2>
      {rows.length === 0 && <p class="muted">{none}</p>}
      <ul class="trouble">
        {rows.slice(0, MOST_ROWS).map((card) => (
          <li class={health}>
            <Lamp health={health} />
            <div>
              <h3>
                <a href={to(serverPath(card.id))}>
                  <bdi>{card.title}</bdi>
                </a>
              </h3>
              <p class="since">
                <b title={card.reason}>{REASONS[card.reason].short}</b> {REASONS[card.reason].says}{' '}
                {card.since && (
                  <>
                    Since <Since iso={card.since} /> ({duration(Date.parse(at) - Date.parse(card.since))}
                    ).
                  </>
                )}
              </p>
              {card.days && <Bars days={card.days} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
