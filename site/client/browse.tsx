import { render } from 'preact';
import type { ShownCard } from '../card.ts';
import { linksFrom } from '../links.ts';
import { type Answers, answersFrom } from '../search/answers.ts';
import type { Counts } from '../search/narrow.ts';
import { asksNothing, type Question, questionOf, searchOf } from '../search/question.ts';
import type { ReadFile } from '../search/term-source.ts';
import { fillIn, listenTo, showCounts } from './controls.ts';
import { Failed, Found, foundWords } from './found.tsx';
import { keepPlace, type Place, placeKept } from './place.ts';

/** So many are shown at first, and with each "Show more". */
const STEP = 20;

/** What is shown: the numbers of all that were found, and the cards of the first of them. */
interface Shown {
  numbers: number[];
  counts: Counts;
  cards: ShownCard[];
}

/** The list of the front page: search as you type, filters with their counts, and an address that says both. */
export function startBrowse(): void {
  const page = findPage();
  if (!page) return;
  const { controls, heading, all, results } = page;
  const root = document.documentElement.dataset.root ?? './';
  const to = linksFrom('index.html', root);
  const untouched = heading.textContent ?? '';
  let question = questionOf(location.search);
  let place: Place = placeKept();
  let answers: Promise<Answers> | null = null;
  let turn = 0;

  const load = () => {
    answers ??= answersFrom(readerOf(to('search/')));
    return answers;
  };

  const ask = async (): Promise<Shown> => {
    const { find, cards } = await load();
    const { numbers, counts } = await find(question);
    return { numbers, counts, cards: asksNothing(question) ? [] : await cards(numbers.slice(0, place.shown || STEP)) };
  };

  const show = async () => {
    const mine = ++turn;
    if (asksNothing(question) && !answers) return;
    // Files of an older build may be gone: then the newer index leads to others.
    const shown = await ask().catch(() => {
      answers = null;
      return mine === turn ? ask().catch(() => null) : null;
    });
    if (mine !== turn) return;
    all.hidden = !asksNothing(question);
    results.hidden = !all.hidden;
    if (!shown) {
      answers = null;
      heading.textContent = 'The search did not load';
      return render(<Failed again={show} />, results);
    }
    const { numbers, counts, cards } = shown;
    showCounts(controls, counts);
    heading.textContent = all.hidden ? foundWords(numbers.length, question) : untouched;
    results.classList.toggle('whole', place.y > 0);
    const rest = { total: numbers.length, step: STEP, showMore, clear, question, to };
    render(all.hidden ? <Found cards={cards} {...rest} /> : null, results);
    if (place.y > 0) scrollTo(0, place.y);
    place = { ...place, y: 0 };
  };

  const showMore = () => {
    place = { shown: (place.shown || STEP) + STEP, y: 0 };
    void show();
  };

  const askNext = (next: Question, remember: boolean) => {
    const address = `${location.pathname}${searchOf(next)}`;
    if (remember) {
      keepPlace(place);
      history.pushState(null, '', address);
    } else rewriteAddress(address);
    question = next;
    place = { shown: 0, y: 0 };
    void show();
  };

  const clear = () => {
    askNext({ words: '', chosen: new Map(), sort: question.sort }, true);
    fillIn(controls, question);
    controls.input.focus();
  };

  listenTo(controls, () => question, askNext);
  controls.input.addEventListener('focus', () => void load().catch(() => null), { once: true });
  addEventListener('pagehide', () => keepPlace(place));
  addEventListener('popstate', () => {
    question = questionOf(location.search);
    place = placeKept();
    fillIn(controls, question);
    void show();
  });
  fillIn(controls, question);
  void show();
}

/** Browsers refuse it to who types very fast; the next letter will do. */
function rewriteAddress(address: string): void {
  try {
    history.replaceState(null, '', address);
  } catch {}
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

function readerOf(folder: string): ReadFile {
  return async (path) => {
    const response = await fetch(`${folder}${path}.json`);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  };
}
