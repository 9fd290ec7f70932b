import type { Card as CardFacts } from '../card.ts';
import type { To } from '../links.ts';
import { grouped } from '../words/numbers.ts';
import { asHtml } from './as-html.ts';
import { Card } from './card.tsx';
import { madeOnce } from './made-once.tsx';
import { Rows } from './rows.tsx';

/** How many servers a page of a list holds: as cards, and as rows. */
export const CARDS_A_PAGE = 50;
export const ROWS_A_PAGE = 100;

/** One page of a list: its cards, and where they stand in the whole. */
export interface Chunk {
  cards: CardFacts[];
  /** Counts from 1. */
  number: number;
  pages: number;
  from: number;
  total: number;
}

/** Cuts a list into pages of so many, the first of which may be shorter; an empty list has one empty page. */
export function inPages(cards: CardFacts[], size: number, first: number = size): Chunk[] {
  const pages = 1 + Math.max(0, Math.ceil((cards.length - first) / size));
  return Array.from({ length: pages }, (_, index) => {
    const from = index === 0 ? 0 : first + (index - 1) * size;
    const upTo = first + index * size;
    return { cards: cards.slice(from, upTo), number: index + 1, pages, from, total: cards.length };
  });
}

/** Cuts a list into pages as a site shows it: of cards, or of rows where it is lean. */
export function pagesOf(cards: CardFacts[], { lean }: { lean: boolean }): Chunk[] {
  return inPages(cards, lean ? ROWS_A_PAGE : CARDS_A_PAGE);
}

/** What the body of a page of a list is made from, where it shows nothing else; see `Page`. */
export function madeFrom({ cards, number, pages, total }: Chunk): unknown[] {
  return [number, pages, total, ...cards];
}

/** The path of a page of a list whose first page lies at `folder`. */
export function pagePath(folder: string, number: number): string {
  return number === 1 ? folder : `${folder}page/${number}/`;
}

/** What the title of a page of a list ends in. */
export function pageWords({ number }: Chunk): string {
  return number > 1 ? `, page ${number}` : '';
}

/** A page of a list with links to its neighbours, of cards or of rows: works without script. */
export function List({ chunk, folder, lean, to }: { chunk: Chunk; folder: string; lean: boolean; to: To }) {
  return (
    <>
      {lean ? (
        <Rows cards={chunk.cards} to={to} />
      ) : (
        <ul {...asHtml(chunk.cards.map((card) => cardHtml(card, to)).join(''))} />
      )}
      <Pager chunk={chunk} folder={folder} to={to} />
    </>
  );
}

const cardHtml = madeOnce((card: CardFacts, to) => <Card card={card} to={to} />);

/** Where a page of a list stands, and the way to its neighbours. */
export function Pager({ chunk, folder, to }: { chunk: Chunk; folder: string; to: To }) {
  const { cards, number, pages, from, total } = chunk;
  return (
    <nav class="pager" aria-label="Pages">
      <span class="muted">
        {cards.length === 0 ? 'No servers' : `${from + 1} to ${from + cards.length} of ${grouped(total)}`}
      </span>
      <span class="row">
        {number > 1 && (
          <a rel="prev" href={to(pagePath(folder, number - 1))}>
            Previous page
          </a>
        )}
        {number < pages && (
          <a rel="next" href={to(pagePath(folder, number + 1))}>
            Next page
          </a>
        )}
        <a href={to('a-to-z/')}>A to Z</a>
        <a href={to('category/')}>By category</a>
      </span>
    </nav>
  );
}
