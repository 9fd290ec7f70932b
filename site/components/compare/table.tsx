import type { ComponentChildren } from 'preact';
import { serverPath } from '../../../catalog/urls.ts';
import type { Card } from '../../card.ts';
import { FACETS } from '../../facets.ts';
import type { To } from '../../links.ts';
import { counted, milliseconds } from '../../words/numbers.ts';
import { REASONS } from '../../words/reasons.ts';
import { dayOf } from '../../words/time.ts';
import { Figures } from '../figures.tsx';
import { Lamp } from '../icon.tsx';
import { Scroll } from '../scroll.tsx';

/** What is compared: `text` decides whether servers differ, `show` is how it looks where text alone would not do. */
interface CompareRow {
  name: string;
  text(card: Card): string;
  show?(card: Card): ComponentChildren;
}

const MOST_TOOLS = 12;

const ROWS: CompareRow[] = [
  {
    name: 'Health',
    text: ({ health, reason }) => `${health} · ${REASONS[reason].short}`,
    show: ({ health, reason }) => (
      <span class={`badge ${health}`} title={reason}>
        <Lamp health={health} size="s" />
        {health} <i>{REASONS[reason].short}</i>
      </span>
    ),
  },
  {
    name: 'Up, 30 days',
    text: ({ uptime }) => String(uptime),
    show: (card) => <Figures card={{ ...card, p50: null }} />,
  },
  { name: 'Answers in', text: ({ p50 }) => (p50 === null ? 'not measured yet' : milliseconds(p50)) },
  ...['sign-in', 'where', 'era'].map((id) => facetRow(id)),
  {
    name: 'Tools',
    text: ({ hints, tools }) => (hints ? `${hints.total} ${tools.join(' ')}` : 'nobody has seen them yet'),
    show: ({ hints, tools }) =>
      hints ? (
        <>
          {counted(hints.total, 'tool')}
          <span class="small muted">
            {' '}
            {tools.slice(0, MOST_TOOLS).join(', ')}
            {tools.length > MOST_TOOLS && ` and ${tools.length - MOST_TOOLS} more`}
          </span>
        </>
      ) : (
        'nobody has seen them yet'
      ),
  },
  { name: 'Only read', text: ({ hints }) => (hints ? `${hints.readOnly} of ${hints.total}` : 'not known') },
  { name: 'Destructive', text: ({ hints }) => (hints ? `${hints.destructive} of ${hints.total}` : 'not known') },
  { name: 'Version', text: ({ version, unversioned }) => (unversioned ? 'unversioned' : version) },
  { name: 'Published', text: ({ publishedAt }) => dayOf(publishedAt) },
  facetRow('category'),
  { name: 'In use', text: ({ deprecated }) => (deprecated ? 'deprecated' : 'active') },
];

function facetRow(id: string): CompareRow {
  const facet = FACETS.find((one) => one.id === id);
  const words = (card: Card) => facet?.of(card).map((value) => facet.values?.[value] ?? value) ?? [];
  return { name: facet?.legend ?? id, text: (card) => words(card).join(', ') || 'none said' };
}

/** Servers as columns; the rows in which they differ come first. */
export function CompareTable({ cards, remove, to }: { cards: Card[]; remove: (id: string) => void; to: To }) {
  const differs = ({ text }: CompareRow) => new Set(cards.map(text)).size > 1;
  const apart = ROWS.filter(differs);
  const alike = ROWS.filter((row) => !differs(row));
  return (
    <Scroll label="Comparison">
      <table class="compare">
        <thead>
          <tr>
            <td />
            {cards.map((card) => (
              <th scope="col">
                <a href={to(serverPath(card.id))}>
                  <bdi>{card.title}</bdi>
                </a>
                <code class="muted">{card.id}</code>
                <button class="btn bare tiny" type="button" onClick={() => remove(card.id)}>
                  Remove<span class="vh"> {card.title}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <Rows rows={apart} cards={cards} title="They differ in" />
        <Rows rows={alike} cards={cards} title={cards.length > 1 ? 'They are alike in' : 'What is known'} />
      </table>
    </Scroll>
  );
}

function Rows({ rows, cards, title }: { rows: CompareRow[]; cards: Card[]; title: string }) {
  if (rows.length === 0) return null;
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colspan={cards.length + 1} class="group">
          {title}
        </th>
      </tr>
      {rows.map(({ name, text, show = text }) => (
        <tr>
          <th scope="row">{name}</th>
          {cards.map((card) => (
            <td>{show(card)}</td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
