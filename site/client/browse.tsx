import { render } from 'preact';
import type { Card as CardFacts } from '../card.ts';
import { PAGE_SIZE } from '../components/page-size.ts';
import { linksFrom } from '../links.ts';
import { fillIn, listenTo, showCounts } from './controls.ts';
import { Failed, Found, foundWords } from './found.tsx';
import { countChosen, type Question, questionOf, searchOf } from './question.ts';
import { type Answers, answersFrom } from './results.ts';

/** The list of the front page: search as you type, filters with their counts, and an address that says both. */
export function startBrowse(): void {
  const page = findPage();
  if (!page) return;
  const { controls, heading, all, results } = page;
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
    showCounts(controls, found, question);
    const cards = found.find(question);
    heading.textContent = asked ? foundWords(cards.length, question) : untouched;
    render(asked ? <Found {...{ cards, question, shown, showMore, clear, to }} /> : null, results);
  };

  const showMore = () => {
    shown += PAGE_SIZE;
    void show();
  };

  const ask = (next: Question, remember: boolean) => {
    question = next;
    shown = PAGE_SIZE;
    const address = `${location.pathname}${searchOf(next)}`;
    if (remember) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    void show();
  };

  const clear = () => {
    ask({ words: '', chosen: new Map(), sort: question.sort }, true);
    fillIn(controls, question);
    controls.input.focus();
  };

  listenTo(controls, () => question, ask);
  controls.input.addEventListener('focus', () => void load().catch(() => null), { once: true });
  addEventListener('popstate', () => {
    question = questionOf(location.search);
    fillIn(controls, question);
    void show();
  });
  fillIn(controls, question);
  void show();
}

function findPage() {
  const input = document.querySelector<HTMLInputElement>('#q');
  const sort = document.querySelector<HTMLSelectElement>('#sort');
  const heading = document.querySelector<HTMLElement>('#list');
  const all = document.querySelector<HTMLElement>('#all');
  const results = document.querySelector<HTMLElement>('#results');
  const boxes = [...document.querySelectorAll<HTMLInputElement>('#filters input[type="checkbox"]')];
  return input && sort && heading && all && results
    ? { controls: { input, sort, boxes }, heading, all, results }
    : null;
}

async function fetchCards(address: string): Promise<CardFacts[]> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const { documents }: { documents: CardFacts[] } = await response.json();
  return documents;
}
