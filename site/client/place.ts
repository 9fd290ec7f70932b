/** Where a reader was in the results: how many were shown (0: the first ones), and how far down the page was. */
export interface Place {
  shown: number;
  y: number;
}

const MOST_SHOWN = 1000;

/** The place that this entry of the history was left at; the top where there is none. */
export function placeKept(): Place {
  const { state }: { state: unknown } = history;
  if (typeof state !== 'object' || state === null || !('shown' in state) || !('y' in state)) return { shown: 0, y: 0 };
  const { shown, y } = state;
  if (!Number.isInteger(shown) || typeof shown !== 'number' || typeof y !== 'number') return { shown: 0, y: 0 };
  return { shown: Math.min(Math.max(shown, 0), MOST_SHOWN), y };
}

/** Keeps the place, so that going back leads there. */
export function keepPlace({ shown }: Place): void {
  history.replaceState({ shown, y: scrollY }, '', location.href);
}
