import { isObject } from './json.ts';

/** JSON text that is the same for values that mean the same: sorted keys (as RFC 8785), and text in Unicode NFC. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return stringText(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value);
  for (const key of keys) if (!ASCII.test(key)) return withOddKeys(value);
  let text = '';
  for (const key of sorted(keys)) {
    const member = value[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${stringText(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

function withOddKeys(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]): [string, unknown] => [key.normalize('NFC'), member])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}

/** Most text is ASCII with nothing to escape in it: that is normal as it is. */
function stringText(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return JSON.stringify(text.normalize('NFC'));
}

const PLAIN = /^[ !#-[\]-~]*$/;
const ASCII = /^[\0-\x7f]*$/;

/** Sorts in place, by inserting: objects have few keys, and `sort` makes more rubbish than all else here. */
function sorted(keys: string[]): string[] {
  if (keys.length > 32) return keys.sort();
  for (let at = 1; at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    let to = at;
    for (; to > 0 && (keys[to - 1] ?? '') > key; to -= 1) keys[to] = keys[to - 1] ?? '';
    keys[to] = key;
  }
  return keys;
}
