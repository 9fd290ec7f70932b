import { BlockList } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

/** Whether two descriptions say the same. Address ranges hide what they hold from a comparison: they are compared by it. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || isDeepStrictEqual(open(a), open(b));
}

function open(value: unknown): unknown {
  if (value instanceof BlockList) return { ranges: value.rules };
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, open(member)]));
}
