import { serverPath } from '../../../catalog/urls.ts';
import type { Card } from '../../card.ts';
import type { To } from '../../links.ts';
import { counted } from '../../words/numbers.ts';
import { REASONS } from '../../words/reasons.ts';
import { MOST_ROWS } from './most-rows.ts';

/** Why we do not know, in numbers: each unknown has a reason too. */
export function NotKnown({ cards, to }: { cards: Card[]; to: To }) {
  const reasons = new Map<Card['reason'], Card[]>();
  for (const card of cards) reasons.set(card.reason, [...(reasons.get(card.reason) ?? []), card]);
  return (
    <section class="sec" id="not-known">
      <h2>
        Not known <small>counted for nobody and against nobody</small>
      </h2>
      {cards.length === 0 && <p class="muted">We know the health of every server.</p>}
      {[...reasons]
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([reason, some]) => (
          <details class="ev">
            <summary>
              {counted(some.length, 'server')}: {REASONS[reason].short}
            </summary>
            <p class="muted">{REASONS[reason].says}</p>
            <ul class="index">
              {some.slice(0, MOST_ROWS).map((card) => (
                <li>
                  <a href={to(serverPath(card.id))}>
                    <bdi>{card.title}</bdi>
                  </a>
                </li>
              ))}
            </ul>
            {some.length > MOST_ROWS && <p class="muted">The first {MOST_ROWS} are shown.</p>}
          </details>
        ))}
    </section>
  );
}
