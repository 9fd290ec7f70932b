import { shellBlock } from './formats.ts';
import type { Offer } from './offer.ts';
import type { Value } from './value.ts';

/** `--env KEY=value` for each setting. */
export function options(option: string, pairs: [string, Value][], between: string): Value[] {
  return pairs.flatMap(([key, value]): Value[] => [[option], [`${key}${between}`, ...value]]);
}

/** A line to run. */
export function inShell(words: (string | Value)[], after?: string): Offer {
  return { links: [], blocks: [shellBlock({ words })], ...(after ? { after } : {}) };
}
