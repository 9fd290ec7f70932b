import { serverPath } from '../../catalog/urls.ts';
import type { Card } from '../card.ts';
import type { To } from '../links.ts';
import { asHtml } from './as-html.ts';
import { Lamp } from './icon.tsx';
import { madeOnce } from './made-once.tsx';

/** How many rows a page holds. */
export const ROWS_A_PAGE = 250;

/** Servers on a line each: less than a card says, and a tenth of its bytes. */
export function Rows({ cards, to }: { cards: Card[]; to: To }) {
  return <ul class="index wide" {...asHtml(cards.map((card) => rowHtml(card, to)).join(''))} />;
}

const rowHtml = madeOnce(({ id, title, health }: Card, to) => (
  <li class="ic">
    <Lamp health={health} size="s" />
    <span>
      <a href={to(serverPath(id))}>
        <bdi>{title}</bdi>
        <span class="vh">, {health}</span>
      </a>{' '}
      <code class="muted">{id}</code>
    </span>
  </li>
));
