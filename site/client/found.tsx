import type { ShownCard } from '../card.ts';
import { Card } from '../components/card.tsx';
import { Icon } from '../components/icon.tsx';
import type { To } from '../links.ts';
import { countChosen, type Question } from '../search/question.ts';
import { counted } from '../words/numbers.ts';

interface FoundProps {
  cards: ShownCard[];
  /** How many were found, and how many more are shown with each "Show more". */
  total: number;
  step: number;
  question: Question;
  showMore: () => void;
  clear: () => void;
  to: To;
}

/** The cards that were found, as far as they are shown. */
export function Found({ cards, total, step, question, showMore, clear, to }: FoundProps) {
  if (total === 0) return <Nothing question={question} clear={clear} az={to('a-to-z/')} />;
  const rest = total - cards.length;
  return (
    <>
      <ul>
        {cards.map((card) => (
          <Card key={card.id} card={card} to={to} />
        ))}
      </ul>
      {rest > 0 && (
        <p class="pager">
          <button class="btn" type="button" onClick={showMore}>
            Show {Math.min(rest, step)} more
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
