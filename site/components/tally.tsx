import type { Health } from '../../catalog/status/status.ts';
import type { Card } from '../card.ts';
import type { To } from '../links.ts';
import { HEALTH_ANCHORS } from '../words/anchors.ts';
import { grouped } from '../words/numbers.ts';
import { Icon, Lamp } from './icon.tsx';
import { When } from './when.tsx';

const HEALTHS: Health[] = ['healthy', 'degraded', 'unhealthy', 'unknown'];

/** How many servers stand under each health, and when we last looked at any. */
export function Tally({ cards, to }: { cards: Card[]; to: To }) {
  const checked = cards
    .flatMap(({ checkedAt }) => checkedAt ?? [])
    .sort()
    .at(-1);
  return (
    <div class="tally">
      {HEALTHS.map((health) => {
        const count = cards.filter((card) => card.health === health).length;
        return (
          <a class={count === 0 ? 'none' : undefined} href={to(`status/#${HEALTH_ANCHORS[health]}`)}>
            <Lamp health={health} />
            <span>
              <b>{grouped(count)}</b> {health}
            </span>
          </a>
        );
      })}
      <span class="ic muted">
        <Icon name="clock" />
        <span>
          {checked ? (
            <>
              last checked <When iso={checked} />
            </>
          ) : (
            'none is checked yet'
          )}
        </span>
      </span>
    </div>
  );
}
