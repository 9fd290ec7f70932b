import { buildSearch } from '../../catalog/search.ts';
import { byTitle, type Card } from '../card.ts';
import { isChosen } from '../facets.ts';
import type { Question, Sort } from './question.ts';

/** Answers questions over the cards of `search/documents.json`, which come in their best order. */
export interface Answers {
  cards: Card[];
  find(question: Question): Card[];
}

export function answersFrom(cards: Card[]): Answers {
  const search = buildSearch(cards);
  const byId = new Map(cards.map((card) => [card.id, card]));
  return {
    cards,
    find({ words, chosen, sort }) {
      const found = words.trim() ? search.find(words).flatMap((id) => byId.get(id) ?? []) : cards;
      return inOrder(
        found.filter((card) => isChosen(card, chosen)),
        sort,
      );
    },
  };
}

function inOrder(cards: Card[], sort: Sort): Card[] {
  switch (sort) {
    case 'best':
      return cards;
    case 'title':
      return cards.toSorted(byTitle);
    case 'newest':
      return cards.toSorted((a, b) => Date.parse(b.publishedAt) - Date.parse(a.publishedAt) || byTitle(a, b));
  }
}
