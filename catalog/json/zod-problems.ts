import * as z from 'zod';
import { nearest } from '../nearest.ts';
import type { Problem } from '../problem.ts';
import { keysAt, valuesAt } from '../tools/json-schema.ts';
import { kindOf, nameOf, toPointer, valueAt } from './json.ts';
import { type Fault, type JsonSource, problemAt } from './json-source.ts';

/** What zod found wrong with a file, as problems at their places. An unknown key stands at the key, with the nearest known one. */
export function zodProblems(
  source: JsonSource,
  error: z.ZodError,
  { schema, code, unknownKeyCode = code }: { schema: z.ZodType; code: string; unknownKeyCode?: string },
): Problem[] {
  return zodFaults(source.value, error, schema).map((fault) =>
    problemAt(source, fault, { code: fault.unknownKey ? unknownKeyCode : code, severity: 'error' }),
  );
}

export interface ZodFault extends Fault {
  unknownKey: boolean;
}

/** What zod found wrong with a value, one fault for each thing to mend. */
export function zodFaults(value: unknown, error: z.ZodError, schema: z.ZodType): ZodFault[] {
  const jsonSchema = lazyJsonSchema(schema);
  return error.issues
    .flatMap((issue) => realIssues(issue, []))
    .flatMap(({ issue, path }): ZodFault[] =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            ...unknownKey([...path, key], keysAt(jsonSchema(), path) ?? []),
            unknownKey: true,
          }))
        : [{ ...faultOf(issue, path, value, jsonSchema), unknownKey: false }],
    );
}

/** A key that nobody reads, most likely a slip of the pen. */
export function unknownKey(path: PropertyKey[], known: string[]): Fault {
  const key = String(path.at(-1));
  const near = nearest(key, known, 1)[0];
  return {
    pointer: toPointer(path),
    at: 'key',
    message: `Unknown field ${JSON.stringify(key)}`,
    fix: near
      ? `Did you mean ${JSON.stringify(near)}?`
      : `Delete it. Known here: ${known.join(', ') || 'no fields at all'}.`,
  };
}

type Issue = z.core.$ZodIssue;
type PlacedIssue = { issue: Issue; path: PropertyKey[] };

/** A union fails with the issues of all its branches: what counts is the branch that was nearly met. */
function realIssues(issue: Issue, base: PropertyKey[]): PlacedIssue[] {
  const path = [...base, ...issue.path];
  if (issue.code !== 'invalid_union') return [{ issue, path }];
  const branches = issue.errors.map((branch) => branch.flatMap((inner) => realIssues(inner, path)));
  const near = branches.filter((branch) =>
    branch.every((inner) => inner.path.length > path.length || isUnknownKey(inner)),
  );
  const best = near.toSorted((a, b) => a.length - b.length)[0];
  return best ?? [{ issue, path }];
}

function isUnknownKey({ issue }: PlacedIssue): boolean {
  return issue.code === 'unrecognized_keys';
}

function faultOf(issue: Issue, path: PropertyKey[], document: unknown, schema: () => unknown): Fault {
  const pointer = toPointer(path);
  const value = valueAt(document, path);
  const name = nameOf(path);
  const found = typeof value === 'object' || value === undefined ? kindOf(value) : JSON.stringify(value);
  const allowed = valuesAt(schema(), path);
  if (value === undefined && path.length > 0) {
    return { pointer, message: `${name} is missing`, fix: `Add ${name}: ${wanted(issue, allowed)}.` };
  }
  switch (issue.code) {
    case 'invalid_type':
      return { pointer, message: `${name} is ${kindOf(value)}`, fix: `Write ${wanted(issue, allowed)}.` };
    case 'invalid_union':
    case 'invalid_value':
      return {
        pointer,
        message: `${name} is ${found}`,
        fix: `Write ${wanted(issue, allowed)}.${meant(value, allowed)}`,
      };
    case 'too_big':
      return { pointer, message: `${name} ${has(value)}; at most ${issue.maximum} allowed`, fix: 'Make it smaller.' };
    case 'too_small':
      return { pointer, message: `${name} ${has(value)}; ${least(issue)} needed`, fix: 'Make it larger.' };
    case 'invalid_key':
      return { pointer, at: 'key', message: `The key ${name} is not allowed here`, fix: 'Correct the key.' };
    case 'invalid_format':
      return { pointer, message: `${name} is ${found}`, fix: format(issue) };
    default:
      return { pointer, message: `${name}: ${issue.message}`, fix: 'Correct this value.' };
  }
}

function least({ minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  return inclusive === false ? `more than ${minimum}` : `at least ${minimum}`;
}

function wanted(issue: Issue, allowed: unknown[]): string {
  if (allowed.length > 0) return `one of ${allowed.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(' or ');
  if (issue.code === 'invalid_union') {
    return [...new Set(issue.errors.flat().map((inner) => wanted(inner, [])))].join(' or ') || 'a value that fits';
  }
  if (issue.code !== 'invalid_type') return 'a value that fits';
  return WANTED[issue.expected] ?? `a ${issue.expected}`;
}

const WANTED: Record<string, string> = {
  string: 'a string',
  int: 'a whole number',
  array: 'an array, [ … ]',
  tuple: 'an array, [ … ]',
  object: 'an object, { … }',
  record: 'an object, { … }',
  boolean: 'true or false',
};

function meant(value: unknown, allowed: unknown[]): string {
  const near =
    typeof value === 'string'
      ? nearest(
          value,
          allowed.filter((word) => typeof word === 'string'),
          1,
        )[0]
      : undefined;
  return near === undefined ? '' : ` Did you mean ${JSON.stringify(near)}?`;
}

/** `has 101 characters`, `has 6 items`, `is 90000`. */
function has(value: unknown): string {
  if (typeof value === 'string') return `has ${value.length} characters`;
  if (Array.isArray(value)) return `has ${value.length} items`;
  return `is ${JSON.stringify(value)}`;
}

/** Our own wording of a pattern, where its schema gives one; else a word for the format. */
function format({ format, message }: z.core.$ZodIssueInvalidStringFormat): string {
  if (!message.startsWith('Invalid')) return `${message[0]?.toUpperCase()}${message.slice(1)}.`;
  return `Write ${FORMATS[format] ?? `a string of the format ${format}`}.`;
}

const FORMATS: Record<string, string> = {
  url: 'a URL such as https://example.com/',
  datetime: 'a date with its time and zone such as 2026-11-22T09:00:00Z',
};

function lazyJsonSchema(schema: z.ZodType): () => unknown {
  let made: unknown;
  return () => {
    made ??= z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
    return made;
  };
}
