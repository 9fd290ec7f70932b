import type { Counts } from '../search/narrow.ts';
import { type Question, sortOf } from '../search/question.ts';
import { grouped } from '../words/numbers.ts';

/** With what a reader asks: the search field, the order, and a box for each value of a filter. */
export interface Controls {
  input: HTMLInputElement;
  sort: HTMLSelectElement;
  boxes: HTMLInputElement[];
}

/** Fills the controls in with what is asked. */
export function fillIn({ input, sort, boxes }: Controls, question: Question): void {
  input.value = question.words;
  sort.value = question.sort;
  for (const box of boxes) box.checked = question.chosen.get(box.name)?.has(box.value) ?? false;
}

/** Asks anew with each change; `remember` where a reader would want to go back to before it. */
export function listenTo(
  { input, sort, boxes }: Controls,
  question: () => Question,
  ask: (next: Question, remember: boolean) => void,
): void {
  input.addEventListener('input', () => ask({ ...question(), words: input.value }, false));
  input.form?.addEventListener('submit', (event) => event.preventDefault());
  sort.addEventListener('change', () => ask({ ...question(), sort: sortOf(sort.value) }, true));
  for (const box of boxes) {
    box.addEventListener('change', () => {
      const ticked = boxes.filter(({ checked, name }) => checked && name === box.name).map(({ value }) => value);
      ask({ ...question(), chosen: new Map(question().chosen).set(box.name, new Set(ticked)) }, true);
    });
  }
}

/** Counts say what each value would leave, given the words and the other filters. */
export function showCounts({ boxes }: Controls, counts: Counts): void {
  for (const box of boxes) {
    const count = counts.get(box.name)?.get(box.value) ?? 0;
    box.disabled = count === 0 && !box.checked;
    const figure = box.parentElement?.querySelector('span');
    if (figure) figure.textContent = grouped(count);
  }
}
