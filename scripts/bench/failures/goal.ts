/** What has to be so when something fails, and what was. */
export interface Goal {
  /** What happens. */
  row: string;
  what: string;
  unit: 'ms' | '%' | '×' | 'MB' | '';
  is: 'at most' | 'at least';
  limit: number;
  figure: number;
  /** Not negotiable. */
  firm?: boolean;
}

/** Whether a goal is met. */
export function isMet({ figure, limit, is }: Goal): boolean {
  return is === 'at most' ? figure <= limit : figure >= limit;
}

/** A figure of a goal with its unit. */
export function figureOf({ unit, figure }: Goal, value = figure): string {
  if (Number.isNaN(value)) return 'not measured';
  if (unit === 'ms') return `${value.toFixed(0)} ms`;
  if (unit === '%') return `${value.toFixed(1)} %`;
  if (unit === '×') return value.toFixed(2);
  return unit === 'MB' ? `${value.toFixed(2)} MB` : String(value);
}
