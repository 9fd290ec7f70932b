import { serverPath } from '../../catalog/urls.ts';
import type { Card } from '../card.ts';
import type { To } from '../links.ts';
import { asHtml } from './as-html.ts';
import { Lamp } from './icon.tsx';
import { madeOnce } from './made-once.tsx';

/** Servers on a line each: less than a card says, and a tenth of its bytes. */
export function Rows({ cards, to }: { cards: Card[]; to: To }) {
  return <ul class="rows" {...asHtml(cards.map((card) => rowHtml(card, to)).join(''))} />;
}

const rowHtml = madeOnce(({ id, title, health }: Card, to) => (
  <li>
    <Lamp health={health} size="s" />
    <a href={to(serverPath(id))}>
      <bdi>{title}</bdi>
      <span class="vh">, {health}</span>
    </a>
    <code>{id}</code>
  </li>
));
