import { categoryPath } from '../../../catalog/urls.ts';
import { type Card, ENOUGH_CHECKS } from '../../card.ts';
import type { To } from '../../links.ts';
import type { Site } from '../../site.ts';
import { counted, grouped, percent } from '../../words/numbers.ts';
import { Lamp } from '../icon.tsx';
import { Scroll } from '../scroll.tsx';
import { Mix } from './mix.tsx';

const HEALTHS: Card['health'][] = ['healthy', 'degraded', 'unhealthy', 'unknown'];

/** The health of each category, but for those where none is known. */
export function Categories({ site, to }: { site: Site; to: To }) {
  const rows = [...site.categories]
    .map(([category, cards]) => ({ category, cards }))
    .filter(({ cards }) => cards.some(({ health }) => health !== 'unknown'));
  const dark = site.categories.size - rows.length;
  if (rows.length === 0) return null;
  return (
    <section class="sec" id="categories">
      <h2>By category</h2>
      <Scroll label="Health by category">
        <table>
          <thead>
            <tr>
              <th scope="col">Category</th>
              {HEALTHS.map((health) => (
                <th scope="col" class={site.cards.some((card) => card.health === health) ? 'n' : 'n none'}>
                  <span class="ic">
                    <Lamp health={health} size="s" />
                    <span class="vh">{health}</span>
                  </span>
                </th>
              ))}
              <th scope="col" class="hide-s">
                <span class="vh">Mix</span>
              </th>
              <th scope="col" class="n">
                Up, 30 days
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <CategoryRow {...row} to={to} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {dark > 0 && (
        <p class="small muted">
          {counted(dark, 'category', 'categories')} more hold no server whose health we know.{' '}
          <a href={to('category/')}>All categories</a>
        </p>
      )}
    </section>
  );
}

function CategoryRow({ category, cards, to }: { category: string; cards: Card[]; to: To }) {
  const counts = HEALTHS.map((health) => cards.filter((card) => card.health === health).length);
  const up = cards.reduce((sum, { uptime }) => sum + (uptime?.[0] ?? 0), 0);
  const checks = cards.reduce((sum, { uptime }) => sum + (uptime?.[1] ?? 0), 0);
  return (
    <tr>
      <th scope="row">
        <a href={to(categoryPath(category))}>{category}</a>
      </th>
      {counts.map((count) => (
        <td class={count === 0 ? 'n muted' : 'n'}>{count}</td>
      ))}
      <td class="hide-s">
        <Mix counts={counts} />
      </td>
      <td class="n">
        {checks >= ENOUGH_CHECKS
          ? `${percent(up, checks)} of ${grouped(checks)}`
          : checks > 0
            ? `too few checks (${checks})`
            : 'no checks yet'}
      </td>
    </tr>
  );
}
