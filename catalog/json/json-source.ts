import { type Node, parseTree } from 'jsonc-parser';
import type { Edit, Problem, Severity } from '../problem.ts';
import { stepsOf } from './json.ts';
import { readJson, type SyntaxFault } from './json-syntax.ts';

/** A JSON file: what it says, what is wrong with how it says it, and where in its text each value stands. */
export interface JsonSource {
  file: string;
  text: string;
  /** Undefined where the text leaves open what is meant. A stray comma or a comment leaves nothing open. */
  value: unknown;
  /** Faults of syntax (E1xx), in the order of the text. */
  problems: Problem[];
  /** Where a value or its key stands. A missing value stands at the opening brace of the nearest object that is there. */
  at(pointer: string, what?: 'key' | 'value'): Place;
}

/** A stretch of a text. Lines and columns count from 1; the end is exclusive. */
interface Place {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** What a rule finds wrong with a value of a file, and how to mend it. */
export interface Fault {
  pointer: string;
  at?: 'key' | 'value';
  message: string;
  fix: string;
  /** The official registry's name for this fault. */
  reference?: string;
  /** The change that mends it, where that is safe to make without asking. */
  edit?: Edit;
}

/** Reads the text of a JSON file strictly, and goes on after a fault where what was meant is plain. */
export function parseJsonSource(file: string, content: string | Uint8Array): JsonSource {
  const { text, value, faults } = readJson(content);
  // Most files are without fault, so where something stands is found out when it is asked for.
  let known: { starts: number[]; tree: Node | undefined } | undefined;
  return {
    file,
    text,
    value,
    problems: faults.length === 0 ? [] : syntaxProblems(file, text, faults),
    at(pointer, what = 'value') {
      known ??= { starts: lineStarts(text), tree: value === undefined ? undefined : parseTree(text) };
      const { offset, length } = rangeOf(known.tree, stepsOf(pointer), what);
      return placeOf(known.starts, offset, offset + length);
    },
  };
}

function syntaxProblems(file: string, text: string, faults: SyntaxFault[]): Problem[] {
  const starts = lineStarts(text);
  return faults.map(({ offset, length, pointer = '', code, message, fix }) => {
    return { file, ...placeOf(starts, offset, offset + length), pointer, code, severity: 'error', message, fix };
  });
}

/** A fault as a problem, at its place in the file. */
export function problemAt(
  source: JsonSource,
  { pointer, at, message, fix, reference, edit }: Fault,
  { code, severity, ...rule }: { code: string; severity: Severity; reference?: string | undefined },
): Problem {
  const known = reference ?? rule.reference;
  return {
    file: source.file,
    ...source.at(pointer, at),
    pointer,
    code,
    ...(known === undefined ? {} : { reference: known }),
    severity,
    message,
    fix,
    ...(edit === undefined ? {} : { edit }),
  };
}

/** Where a value or its key stands in the tree; of two equal keys the later one counts, as in `JSON.parse`. */
function rangeOf(tree: Node | undefined, steps: string[], what: 'key' | 'value'): { offset: number; length: number } {
  if (!tree) return { offset: 0, length: 0 };
  let value = tree;
  let key: Node | undefined;
  for (const step of steps) {
    const property = value.children?.findLast(
      ({ type, children }) => type === 'property' && children?.[0]?.value === step,
    );
    const next = value.type === 'array' ? value.children?.[Number(step)] : property?.children?.[1];
    if (!next) return { offset: value.offset, length: value.type === 'object' ? 1 : value.length };
    key = property?.children?.[0];
    value = next;
  }
  return what === 'key' && key ? key : value;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function placeOf(starts: number[], start: number, end: number): Place {
  const [line, column] = position(starts, start);
  const [endLine, endColumn] = position(starts, end);
  return { line, column, endLine, endColumn };
}

function position(starts: number[], offset: number): [line: number, column: number] {
  const line = starts.findLastIndex((start) => start <= offset);
  return [line + 1, offset - (starts[line] ?? 0) + 1];
}
