import { isObject } from '../json/json.ts';

/** One version as it stands in a document, not yet read. `at` says where: a pointer, or a line. */
export interface Found {
  at: string;
  value: unknown;
}

/**
 * The versions in a text: one object, a list, `{ "servers": […] }`, or a JSON value on each line, each of which may be any
 * of these. A line that is no JSON is found as text. Null where the text is nothing of the kind.
 */
export function versionsIn(text: string): Found[] | null {
  const whole = parsed(text);
  if (whole !== undefined) return versionsOf(whole, '');
  const lines = text.split('\n').map((line) => line.trim());
  const values = lines.map(parsed);
  if (!values.some(isObject)) return null;
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    const value = values[index];
    const at = `line ${index + 1}`;
    return value === undefined ? [{ at, value: line.slice(0, 100) }] : versionsOf(value, at);
  });
}

/** The versions in a value: itself, its items, or its `servers`. */
export function versionsOf(value: unknown, at: string): Found[] {
  const list = Array.isArray(value) ? value : isObject(value) && Array.isArray(value.servers) ? value.servers : null;
  if (!list) return [{ at, value }];
  const base = Array.isArray(value) ? at : `${at}/servers`;
  return list.map((item: unknown, index) => ({ at: `${base}/${index}`, value: item }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
