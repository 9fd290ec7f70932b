import { isObject, stepsOf, toPointer } from '../json/json.ts';

/** Fields that older programs wrote empty where they had nothing to say. */
const ABSENT_WHEN_EMPTY = [
  'title',
  'websiteUrl',
  'runtimeHint',
  'registryBaseUrl',
  'fileSha256',
  'format',
  'subfolder',
];

/** Where a field of today stood before, if not under its own name in snake_case. */
const FORMER: Record<string, string[]> = {
  version: ['version_detail', 'version'],
  websiteUrl: ['url'],
  registryType: ['registry_name'],
  identifier: ['name'],
  type: ['transport_type'],
};

/**
 * A copy with the field names that are in use since September 2025, and without nulls, which say nothing. The keys of
 * `variables` are names that publishers chose, and `_meta` is each vendor's own affair. `renamed` hears of each change.
 */
export function currentNames(
  value: Record<string, unknown>,
  renamed: (pointer: string, name: string) => void = () => {},
  pointer = '',
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const name = key === '_meta' ? key : camelCase(key);
    const here = pointer + toPointer([key]);
    if (member === null || (member === '' && ABSENT_WHEN_EMPTY.includes(name))) continue;
    if (name !== key) {
      renamed(here, name);
      if (Object.hasOwn(value, name)) continue;
    }
    set(result, name, name === '_meta' ? member : memberOf(name, member, renamed, here));
  }
  return result;
}

function memberOf(
  name: string,
  value: unknown,
  renamed: (pointer: string, name: string) => void,
  here: string,
): unknown {
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== null);
    return items.map((item, at) => (isObject(item) ? currentNames(item, renamed, `${here}/${at}`) : item));
  }
  if (!isObject(value)) return value;
  if (name !== 'variables') return currentNames(value, renamed, here);
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    set(result, key, isObject(member) ? currentNames(member, renamed, here + toPointer([key])) : member);
  }
  return result;
}

/** Keys come from strangers: `__proto__` is a key like any other. */
function set(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Hundreds of thousands of keys are read, few of which have anything to change. */
function camelCase(key: string): string {
  return !key.includes('_')
    ? key
    : key.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A pointer into today's field names as one into what was read; from where that has no such field, as it is. */
export function formerPointer(read: unknown, pointer: string): string {
  const steps = stepsOf(pointer);
  const path: string[] = [];
  let at = read;
  for (const [index, step] of steps.entries()) {
    const former = [[step], [snakeCase(step)], FORMER[step] ?? []].find(
      (candidate) => candidate.length > 0 && follow(at, candidate) !== undefined,
    );
    if (!former) return toPointer([...path, ...steps.slice(index)]);
    path.push(...former);
    at = follow(at, former);
  }
  return toPointer(path);
}

function follow(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((at, step) => {
    if (Array.isArray(at)) return at[Number(step)];
    return isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }, value);
}
