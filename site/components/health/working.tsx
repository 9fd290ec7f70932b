import { serverPath } from '../../../catalog/urls.ts';
import type { Card } from '../../card.ts';
import type { To } from '../../links.ts';
import { counted } from '../../words/numbers.ts';
import { REASONS } from '../../words/reasons.ts';
import { Figures } from '../figures.tsx';
import { Scroll } from '../scroll.tsx';
import { When } from '../when.tsx';
import { MOST_ROWS } from './most-rows.ts';

/** So many stand open; more would push all that follows far down. */
const FEW = 20;

/** Servers that work, and how well they did so far. */
export function Working({ cards, to }: { cards: Card[]; to: To }) {
  return (
    <section class="sec" id="working">
      <h2>
        Working <small>{counted(cards.length, 'server')}</small>
      </h2>
      {cards.length === 0 && <p class="muted">None is known to work yet.</p>}
      {cards.length > 0 && (
        <details class="ev" open={cards.length <= FEW}>
          <summary>Each of them</summary>
          <Scroll label="Servers that work">
            <table>
              <thead>
                <tr>
                  <th scope="col">Server</th>
                  <th scope="col">Last checked</th>
                  <th scope="col">30 days</th>
                </tr>
              </thead>
              <tbody>
                {cards.slice(0, MOST_ROWS).map((card) => (
                  <tr>
                    <th scope="row">
                      <a href={to(serverPath(card.id))}>
                        <bdi>{card.title}</bdi>
                      </a>
                      {card.reason !== 'ok' && <span class="muted small"> · {REASONS[card.reason].short}</span>}
                    </th>
                    <td>{card.checkedAt && <When iso={card.checkedAt} />}</td>
                    <td>
                      <span class="nums">
                        <Figures card={card} />
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          {cards.length > MOST_ROWS && <p class="small muted">The first {MOST_ROWS} are shown.</p>}
        </details>
      )}
    </section>
  );
}
