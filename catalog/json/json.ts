/** The path of a value inside a JSON document: keys of objects and places in arrays. */
export type JsonPath = readonly PropertyKey[];

/** A path as a JSON Pointer (RFC 6901): `['a/b', 0]` is `/a~1b/0`, and the whole document is the empty string. */
export function toPointer(path: JsonPath): string {
  let pointer = '';
  for (const step of path) {
    const text = String(step);
    pointer += `/${/[~/]/.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text}`;
  }
  return pointer;
}

/** The steps of a JSON Pointer. Places in arrays stay text. */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are the same, in whatever order the members of their objects stand. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => isSameJson(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return one === other;
  // `for` and no list of keys: this compares all tools of all servers, and lists would be most of what it does.
  let more = 0;
  for (const key in one) {
    if (!Object.hasOwn(other, key) || !isSameJson(one[key], other[key])) return false;
    more += 1;
  }
  for (const _key in other) more -= 1;
  return more === 0;
}

/** The members of a JSON object or the items of a JSON array, by their step; none of anything else. */
export function membersOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** The value a path leads to, undefined where it leads nowhere. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((at, step) => membersOf(at).find(([key]) => key === String(step))?.[1], value);
}

/** What kind of JSON value something is, in words: `a string`, `an object`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** How a message calls the value at a path: `"url"`, or `"remotes[0]"` for an item of an array. */
export function nameOf(path: JsonPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'The file';
  return JSON.stringify(/^\d+$/.test(String(last)) ? `${String(path.at(-2) ?? '')}[${String(last)}]` : last);
}
