import { EnoughAsked } from '../polite/polite-fetch.ts';
import type { Source } from '../source.ts';
import { cardFind } from './domain/card-find.ts';
import { cardsOf } from './domain/cards.ts';
import { domainsToAsk } from './domain/domains.ts';

/** Domains that describe servers of theirs, by an AI Catalog and server cards (experimental, July 2026). */
export const domain: Source = {
  name: 'domain',
  reach: 'far',
  isLast: true,
  async *find(around) {
    for (const asked of domainsToAsk(around.settings, around.others)) {
      around.signal.throwIfAborted();
      let isFound = false;
      try {
        for await (const card of cardsOf(asked, around)) {
          isFound = true;
          yield cardFind(card, around.now().toISOString());
        }
        if (!isFound && asked.isOperators)
          around.fault(asked.domain, new Error('it has no AI Catalog that lists a server card, and no server card'));
      } catch (error) {
        if (error instanceof EnoughAsked || around.signal.aborted) throw error;
        around.fault(asked.domain, error);
      }
    }
  },
};
