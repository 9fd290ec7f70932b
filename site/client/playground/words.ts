import { counted } from '../../words/numbers.ts';
import type { Schema } from './schema.ts';

/** Which numbers a schema admits: `a number from 1 to 20`, `a whole number, at least 3`. */
export function boundsWords(schema: Schema): string {
  const kind = schema.type === 'integer' ? 'a whole number' : 'a number';
  const range = rangeOf(schema);
  const step = typeof schema.multipleOf === 'number' ? `a multiple of ${schema.multipleOf}` : '';
  return [range.startsWith('from') ? `${kind} ${range}` : kind, range.startsWith('from') ? '' : range, step]
    .filter(Boolean)
    .join(', ');
}

/** `from 1 to 20`, `at least 1`, `less than 5`; empty where all numbers are admitted. */
export function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  if (typeof minimum === 'number' && typeof maximum === 'number') return `from ${minimum} to ${maximum}`;
  return [
    typeof minimum === 'number' ? `at least ${minimum}` : '',
    typeof exclusiveMinimum === 'number' ? `more than ${exclusiveMinimum}` : '',
    typeof maximum === 'number' ? `at most ${maximum}` : '',
    typeof exclusiveMaximum === 'number' ? `less than ${exclusiveMaximum}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** How many there may be: `2 to 5 items`, `at least 1 character`. */
export function countWords(least: unknown, most: unknown, thing: string): string {
  if (typeof least === 'number' && typeof most === 'number')
    return least === most ? counted(least, thing) : `${least} to ${counted(most, thing)}`;
  if (typeof least === 'number') return `at least ${counted(least, thing)}`;
  return typeof most === 'number' ? `at most ${counted(most, thing)}` : `any number of ${thing}s`;
}
