import { render } from 'preact';
import type { Card as CardFacts } from '../card.ts';
import { Card } from '../components/card.tsx';
import { Icon } from '../components/icon.tsx';
import { PAGE_SIZE } from '../components/page-size.ts';
import { countValues, FACETS } from '../facets.ts';
import { linksFrom } from '../links.ts';
import { counted, grouped } from '../words/numbers.ts';
import { countChosen, type Question, questionOf, searchOf } from './question.ts';
import { type Answers, answersFrom } from './results.ts';

const TYPING_MS = 60;

/** The list of the front page: search as you type, filters with their counts, and an address that says both. */
export function startBrowse(): void {
  const page = findPage();
  if (!page) return;
  const { input, sort, boxes, heading, all, results } = page;
  const root = document.documentElement.dataset.root ?? './';
  const to = linksFrom('index.html', root);
  const untouched = heading.textContent ?? '';
  let question = questionOf(location.search);
  let shown = PAGE_SIZE;
  let answers: Promise<Answers> | null = null;
  let turn = 0;

  const load = () => {
    answers ??= fetchCards(to('search/documents.json')).then(answersFrom);
    return answers;
  };

  const show = async () => {
    const mine = ++turn;
    const asked = question.words.trim() !== '' || countChosen(question) > 0 || question.sort !== 'best';
    if (!asked && !answers) return;
    const found = await load().catch(() => null);
    if (mine !== turn) return;
    all.hidden = asked;
    results.hidden = !asked;
    if (!found) {
      answers = null;
      heading.textContent = 'The search did not load';
      return render(<Failed again={show} />, results);
    }
    showCounts(boxes, found, question);
    const cards = found.find(question);
    heading.textContent = asked ? foundWords(cards.length, question) : untouched;
    render(asked ? <Found cards={cards} /> : null, results);
  };

  const ask = (next: Question, remember: boolean) => {
    question = next;
    shown = PAGE_SIZE;
    const address = `${location.pathname}${searchOf(next)}`;
    if (remember) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    void show();
  };

  const fillIn = () => {
    input.value = question.words;
    sort.value = question.sort;
    for (const box of boxes) box.checked = question.chosen.get(box.name)?.has(box.value) ?? false;
  };

  const clear = () => {
    ask({ words: '', chosen: new Map(), sort: question.sort }, true);
    fillIn();
    input.focus();
  };

  function Found({ cards }: { cards: CardFacts[] }) {
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

  const showMore = () => {
    shown += PAGE_SIZE;
    void show();
  };

  let typing = 0;
  input.addEventListener('input', () => {
    clearTimeout(typing);
    typing = window.setTimeout(() => ask({ ...question, words: input.value }, false), TYPING_MS);
  });
  input.addEventListener('focus', () => void load().catch(() => null), { once: true });
  input.form?.addEventListener('submit', (event) => event.preventDefault());
  sort.addEventListener('change', () => ask({ ...question, sort: questionOf(`?sort=${sort.value}`).sort }, true));
  for (const box of boxes) {
    box.addEventListener('change', () => {
      const ticked = boxes.filter(({ checked, name }) => checked && name === box.name).map(({ value }) => value);
      ask({ ...question, chosen: new Map(question.chosen).set(box.name, new Set(ticked)) }, true);
    });
  }
  addEventListener('popstate', () => {
    question = questionOf(location.search);
    fillIn();
    void show();
  });
  addEventListener('keydown', (event) => {
    const writes = event.target instanceof HTMLElement && event.target.closest('input, textarea, select');
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || writes) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  fillIn();
  void show();
}

function findPage() {
  const input = document.querySelector<HTMLInputElement>('#q');
  const sort = document.querySelector<HTMLSelectElement>('#sort');
  const heading = document.querySelector<HTMLElement>('#list');
  const all = document.querySelector<HTMLElement>('#all');
  const results = document.querySelector<HTMLElement>('#results');
  const boxes = [...document.querySelectorAll<HTMLInputElement>('#filters input[type="checkbox"]')];
  return input && sort && heading && all && results ? { input, sort, heading, all, results, boxes } : null;
}

async function fetchCards(address: string): Promise<CardFacts[]> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const { documents }: { documents: CardFacts[] } = await response.json();
  return documents;
}

/** Counts say what each value would leave, given the words and the other filters. */
function showCounts(boxes: HTMLInputElement[], answers: Answers, question: Question): void {
  const cards = answers.find({ ...question, chosen: new Map(), sort: 'best' });
  for (const facet of FACETS) {
    const counts = countValues(facet, cards, question.chosen);
    for (const box of boxes) {
      if (box.name !== facet.id) continue;
      const count = counts.get(box.value) ?? 0;
      box.disabled = count === 0 && !box.checked;
      const figure = box.parentElement?.querySelector('span');
      if (figure) figure.textContent = grouped(count);
    }
  }
}

function foundWords(count: number, { words }: Question): string {
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

function Failed({ again }: { again: () => void }) {
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
