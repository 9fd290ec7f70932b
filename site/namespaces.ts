import type { Card } from './card.ts';
import type { Site } from './site.ts';

/** A publisher's namespace, `io.github.acme`, and its servers, what works first. */
export interface Namespace {
  name: string;
  cards: Card[];
}

/** All namespaces but those whose servers are all deleted; those with most servers first. */
export function namespacesOf({ cards }: Pick<Site, 'cards'>): Namespace[] {
  const found = new Map<string, Card[]>();
  for (const card of cards) {
    const name = card.id.slice(0, card.id.indexOf('/'));
    const others = found.get(name);
    if (others) others.push(card);
    else found.set(name, [card]);
  }
  return [...found]
    .map(([name, cards]) => ({ name, cards }))
    .sort((a, b) => b.cards.length - a.cards.length || (a.name < b.name ? -1 : 1));
}
