import { visible } from '../../../catalog/flagged-text.ts';
import { isObject, type JsonPath, toPointer } from '../../../catalog/json/json.ts';
import { withoutTokens } from '../../../catalog/rules/no-secret.ts';
import { withoutHidden } from '../../../catalog/rules/text.ts';
import type { Flag } from '../flag.ts';
import { withoutSecrets } from './plain.ts';

/** The longest text, the longest list and the deepest nesting that a find may have: many times what any server needs. */
const MOST = { characters: 4096, items: 200, depth: 24 };

/**
 * A copy of a JSON value in which no text hides anything or holds a token, and nothing is beyond all measure. Where nothing
 * in it can be a secret either, it is the value itself: so it is with most, of which tens of thousands are kept.
 */
export function cleanTexts(value: unknown, flags: Flag[]): unknown {
  const text = isWithin(value, MOST.depth) ? JSON.stringify(value) : '';
  if (!isPlain(text)) return cleaned(value, [], flags);
  return HOLDS_VALUES.test(text) ? JSON.parse(text) : value;
}

/** Whether something is nested less deeply than so; a value from a stranger may be deeper than a program can follow. */
export function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isWithin(item, depth - 1));
  if (!isObject(value)) return false;
  for (const key in value) if (!isWithin(value[key], depth - 1)) return false;
  return true;
}

/** Whether a short JSON text is nothing but ASCII, with no sign of a secret, so that no text in it needs a look. */
function isPlain(json: string): boolean {
  return (
    json !== '' &&
    json.length <= MOST.characters &&
    /^[ -~]*$/.test(json) &&
    !SUSPECT.test(json) &&
    withoutTokens(json) === json
  );
}

/** Fields of parts that are taken out, or put right. */
const HOLDS_VALUES = /"(?:value|default|placeholder|registryBaseUrl)":/;

/** An escape, and addresses with a user or a query. */
const SUSPECT = /\\|__proto__|:\/\/[^"@?#]*[@?#]/;

function cleaned(value: unknown, path: JsonPath, flags: Flag[]): unknown {
  if (typeof value === 'string') return cleanText(value, path, flags);
  if (typeof value !== 'object' || value === null) return value;
  if (path.length >= MOST.depth) return flagged(flags, path, 'It is nested deeper than anything that is read');
  if (Array.isArray(value)) {
    if (value.length > MOST.items) flagged(flags, path, `Of ${value.length} items, ${MOST.items} were kept`);
    return value.slice(0, MOST.items).map((item, at) => cleaned(item, [...path, at], flags));
  }
  if (!isObject(value)) return null;
  const keys = Object.keys(value);
  if (keys.length > MOST.items) flagged(flags, path, `Of ${keys.length} fields, ${MOST.items} were kept`);
  const result: Record<string, unknown> = {};
  for (const key of keys.slice(0, MOST.items)) {
    if (isPlainKey(key)) result[key] = cleaned(value[key], [...path, key], flags);
    else
      flags.push({
        code: 'text-hidden',
        pointer: toPointer(path),
        message: 'A field with a strange name was left out',
      });
  }
  return result;
}

function cleanText(text: string, path: JsonPath, flags: Flag[]): string {
  const cut = text.length > MOST.characters ? text.slice(0, MOST.characters).replace(/[\uD800-\uDBFF]$/, '') : text;
  if (cut !== text) flagged(flags, path, `It has ${text.length} characters, of which ${MOST.characters} were kept`);
  const seen = withoutHidden(cut);
  if (seen !== cut)
    flags.push({ code: 'text-hidden', pointer: toPointer(path), message: `Taken out: ${hiddenIn(cut)}` });
  const safe = withoutSecrets(seen);
  if (safe !== seen)
    flags.push({ code: 'secret-dropped', pointer: toPointer(path), message: 'It held what looks like a secret' });
  return safe;
}

/** The characters that were taken out, by their numbers: their neighbours may be part of a secret. */
function hiddenIn(text: string): string {
  const left = new Set(withoutHidden(text));
  const hidden = [...new Set(text)].filter((character) => !left.has(character) || visible(character) !== character);
  const numbers = hidden.map(
    (character) => `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return numbers.slice(0, 5).join(', ');
}

function isPlainKey(key: string): boolean {
  return key.length <= 200 && key !== '__proto__' && withoutSecrets(withoutHidden(key)) === key;
}

function flagged(flags: Flag[], path: JsonPath, message: string): null {
  flags.push({ code: 'text-long', pointer: toPointer(path), message });
  return null;
}
