import type { Card as CardFacts } from '../card.ts';
import { Card } from '../components/card.tsx';
import { Icon } from '../components/icon.tsx';
import { PAGE_SIZE } from '../components/page-size.ts';
import type { To } from '../links.ts';
import { counted } from '../words/numbers.ts';
import { countChosen, type Question } from './question.ts';

interface FoundProps {
  cards: CardFacts[];
  question: Question;
  /** How many cards are shown. */
  shown: number;
  showMore: () => void;
  clear: () => void;
  to: To;
}

/** The cards that were found, as far as they are shown. */
export function Found({ cards, question, shown, showMore, clear, to }: FoundProps) {
  if (cards.length === 0) return <Nothing question={question} clear={clear} az={to('a-to-z/')} />;
  const rest = cards.length - shown;
  return (
    <>
      <ul>
        {cards.slice(0, shown).map((card) => (
          <Card key={card.id} card={card} to={to} />
        ))}
      </ul>
      {rest > 0 && (
        <p class="pager">
          <button class="btn" type="button" onClick={showMore}>
            Show {Math.min(rest, PAGE_SIZE)} more
          </button>
        </p>
      )}
    </>
  );
}

/** In place of the cards, when the search did not load. */
export function Failed({ again }: { again: () => void }) {
  return (
    <div class="note unhealthy">
      <Icon name="warn" />
      <div>
        <strong>The search index did not load</strong>
        You can still browse from A to Z or by category.
      </div>
      <p class="row">
        <button class="btn tiny" type="button" onClick={again}>
          Try again
        </button>
      </p>
    </div>
  );
}

/** What was found, as a heading. */
export function foundWords(count: number, { words }: Question): string {
  const asked = words.trim();
  return `${counted(count, 'server')}${asked ? ` for “${asked.slice(0, 60)}”` : ''}`;
}

function Nothing({ question, clear, az }: { question: Question; clear: () => void; az: string }) {
  const filters = countChosen(question);
  return (
    <div class="empty">
      <h3>
        {question.words.trim()
          ? `No server matches “${question.words.trim().slice(0, 80)}”`
          : 'No server stands under all of these'}
      </h3>
      <p>
        Try fewer words, or read the <a href={az}>list from A to Z</a>.
      </p>
      <p class="row">
        <button class="btn" type="button" onClick={clear}>
          {filters > 0 ? `Clear the search and ${counted(filters, 'filter')}` : 'Clear the search'}
        </button>
      </p>
    </div>
  );
}
