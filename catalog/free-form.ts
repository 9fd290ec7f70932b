import { isObject, type JsonPath, toPointer, valueAt } from './json/json.ts';

/** What a caller may reach by an argument that takes any text. */
export type Reach = 'a URL' | 'a path' | 'a command' | 'SQL';

const REACHES: readonly [reach: Reach, lastWord: RegExp][] = [
  ['a URL', /^(?:ur[il]|href|endpoint|webhook|hostname)s?$/],
  ['a path', /^(?:path|file|filename|filepath|folder|dir)s?$|^director(?:y|ies)$/],
  ['a command', /^(?:command|cmd|shell|script)s?$|^(?:exec|code)$/],
  ['SQL', /^sql$/],
];
const FORMATS = /^(?:uri|iri|url)(?:-reference)?$/;
const DEEPEST = 32;

/** The arguments by which a tool takes a URL, a path, a command or SQL as any text at all, by their JSON Pointers. */
export function freeFormArguments(inputSchema: unknown): Map<string, Reach> {
  const found = new Map<string, Reach>();
  const visit = (schema: unknown, path: JsonPath) => {
    if (path.length > DEEPEST) return;
    if (Array.isArray(schema)) {
      for (const [at, each] of schema.entries()) visit(each, [...path, at]);
      return;
    }
    if (!isObject(schema)) return;
    for (const [key, part] of Object.entries(schema)) {
      if (VALUES.has(key)) continue;
      visit(part, [...path, key]);
      if (key !== 'properties' || !isObject(part)) continue;
      for (const [name, property] of Object.entries(part)) {
        const reach = isAnyText(property, inputSchema) ? reachOf(name, property) : undefined;
        if (reach) found.set(toPointer([...path, key, name]), reach);
      }
    }
  };
  visit(inputSchema, []);
  return found;
}

function reachOf(name: string, schema: unknown): Reach | undefined {
  const { format, description } = isObject(schema) ? schema : {};
  if (typeof format === 'string' && FORMATS.test(format)) return 'a URL';
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  // A code alone is what runs; a country's or a currency's is none.
  const isOtherCode =
    last === 'code' && words.length > 1 && !/^(?:source|python|js|javascript)$/.test(words.at(-2) ?? '');
  if (words.includes('sql') || (/^(?:query|statement)s?$/.test(last) && /\bSQL\b/i.test(String(description ?? ''))))
    return 'SQL';
  return isOtherCode ? undefined : REACHES.find(([, word]) => word.test(last))?.[0];
}

/** Whether an argument takes any text, or a list of any texts. */
function isAnyText(schema: unknown, root: unknown, depth = 0): boolean {
  if (schema === true) return true;
  if (!isObject(schema) || depth > 8) return false;
  if ('enum' in schema || 'const' in schema) return false;
  if (typeof schema.$ref === 'string') {
    const target = valueAt(root, schema.$ref.split('/').slice(1));
    return isAnyText(target, root, depth + 1);
  }
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (choices) return choices.some((choice: unknown) => isAnyText(choice, root, depth + 1));
  const types = [schema.type].flat();
  if (types.includes('array') && isAnyText(schema.items ?? true, root, depth + 1)) return true;
  return types.includes('string') || types.includes(undefined);
}

/** Keywords that hold values, which only look like schemas. */
const VALUES = new Set(['const', 'default', 'enum', 'example', 'examples']);
