import { isUtf8 } from 'node:buffer';
import { createScanner, getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { type JsonPath, toPointer } from './json.ts';

/** What each syntax code means. */
export const SYNTAX_CODES = {
  E101: 'The file is JSON: double quotes around keys and strings, every bracket closed, one value in all.',
  E102: 'Commas stand between values, so none follows the last one.',
  E103: 'JSON has no comments.',
  E104: 'Commas stand between values.',
  E105: 'The file begins with its first brace, not with a byte order mark.',
  E106: 'The file is encoded in UTF-8.',
  E107: 'The file is not empty.',
  E108: 'Values nest at most 64 deep.',
  E109: 'The file holds at most 1 MiB.',
  E110: 'A key stands once in an object: readers disagree on which of two counts.',
} as const;

const MAX_DEPTH = 64;
const MAX_BYTES = 1024 * 1024;
const MAX_SYNTAX_FAULTS = 20;

/** A fault of syntax; `open` when it leaves open what was meant. */
export interface SyntaxFault {
  code: keyof typeof SYNTAX_CODES;
  offset: number;
  length: number;
  message: string;
  fix: string;
  pointer?: string;
  open?: boolean;
}

/** What a text says, undefined where that is open, and its faults in the order of the text. */
export interface Read {
  text: string;
  value: unknown;
  faults: SyntaxFault[];
}

/** Reads JSON strictly, and goes on after a fault where what was meant is plain. */
export function readJson(content: string | Uint8Array): Read {
  const { text, faults } = decode(content);
  if (faults.some(({ open }) => open)) return { text, value: undefined, faults };
  const read = readText(text);
  return { text, value: read.value, faults: [...faults, ...read.faults].sort((a, b) => a.offset - b.offset) };
}

function decode(content: string | Uint8Array): { text: string; faults: SyntaxFault[] } {
  const faults: SyntaxFault[] = [];
  const start = { offset: 0, length: 0 };
  if (content.length > MAX_BYTES) {
    const message = `The file holds ${content.length} bytes; at most ${MAX_BYTES} are read`;
    return { text: '', faults: [{ code: 'E109', ...start, message, fix: 'Make the file smaller.', open: true }] };
  }
  let text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
  if (text.startsWith('\uFEFF')) {
    text = text.slice(1);
    const message = 'The file begins with a byte order mark';
    faults.push({ code: 'E105', ...start, message, fix: 'Save the file as UTF-8 without a byte order mark.' });
  }
  if (typeof content !== 'string' && !isUtf8(content)) {
    const offset = Math.max(0, text.indexOf('\uFFFD'));
    const message = 'These bytes are not UTF-8';
    faults.push({ code: 'E106', offset, length: 1, message, fix: 'Save the file as UTF-8.', open: true });
  } else if (text.trim() === '') {
    faults.push({ code: 'E107', ...start, message: 'The file is empty', fix: 'Write a JSON object.', open: true });
  }
  return { text, faults };
}

/** Most files are without fault, and for them `JSON.parse` and one count of keys is all it takes. */
function readText(text: string): Omit<Read, 'text'> {
  const { keys, deepAt } = survey(text);
  if (deepAt !== null) return { value: undefined, faults: [tooDeep(deepAt)] };
  try {
    const value: unknown = JSON.parse(text);
    return { value, faults: countKeys(value) === keys ? [] : duplicateKeys(text, parseTree(text)) };
  } catch (error) {
    return readBroken(text, error);
  }
}

/** One pass over a text outside its strings and comments: how many keys it has, and where it first nests too deep. */
function survey(text: string): { keys: number; deepAt: number | null } {
  let keys = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '/') at = endOfComment(text, at);
    else if (character === ':') keys++;
    else if (character === '}' || character === ']') depth--;
    else if ((character === '{' || character === '[') && ++depth > MAX_DEPTH) return { keys, deepAt: at };
  }
  return { keys, deepAt: null };
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function endOfComment(text: string, start: number): number {
  const close = { '/': '\n', '*': '*/' }[text[start + 1] ?? ''];
  if (close === undefined) return start;
  const end = text.indexOf(close, start + 2);
  return end === -1 ? text.length : end + close.length - 1;
}

function tooDeep(offset: number): SyntaxFault {
  const message = `Values nest more than ${MAX_DEPTH} deep here`;
  return { code: 'E108', offset, length: 1, message, fix: 'Nest less.', open: true };
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members = Object.values(value);
  let count = Array.isArray(value) ? 0 : members.length;
  for (const member of members) if (typeof member === 'object') count += countKeys(member);
  return count;
}

function duplicateKeys(text: string, tree: Node | undefined): SyntaxFault[] {
  return propertiesOf(tree, []).flatMap(({ path, keys }) => {
    const first = new Map<string, Node>();
    return keys.flatMap((key): SyntaxFault[] => {
      const earlier = first.get(key.value);
      if (!earlier) {
        first.set(key.value, key);
        return [];
      }
      const line = text.slice(0, earlier.offset).split('\n').length;
      const message = `The key ${JSON.stringify(key.value)} is already on line ${line} of this object`;
      const pointer = toPointer([...path, key.value]);
      const { offset, length } = key;
      return [{ code: 'E110', offset, length, pointer, message, fix: 'Keep one of the two and delete the other.' }];
    });
  });
}

/** The keys of each object of a document, duplicates included. */
function propertiesOf(node: Node | undefined, path: JsonPath): { path: JsonPath; keys: Node[] }[] {
  const children = node?.children ?? [];
  if (node?.type === 'array') return children.flatMap((item, index) => propertiesOf(item, [...path, index]));
  if (node?.type !== 'object') return [];
  const keys = children.flatMap(({ children: [key] = [] }) => (key ? [key] : []));
  const inside = children.flatMap(({ children: [key, value] = [] }) => propertiesOf(value, [...path, key?.value]));
  return [{ path, keys }, ...inside];
}

function readBroken(text: string, error: unknown): Omit<Read, 'text'> {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const found = syntaxFaults(text, errors);
  const faults = found.length > 0 ? found : [notJson(0, 0, error instanceof Error ? error.message : String(error))];
  const open = tree === undefined || faults.some((fault) => fault.open);
  // Through JSON text, so that objects are plain ones.
  return {
    value: open ? undefined : JSON.parse(JSON.stringify(getNodeValue(tree))),
    faults: [...faults, ...duplicateKeys(text, tree)],
  };
}

/** One fault for each thing that is wrong: the parser says several things of one place, and stumbles on after an open one. */
function syntaxFaults(text: string, errors: ParseError[]): SyntaxFault[] {
  const tokens = tokensOf(text);
  const faults: SyntaxFault[] = [];
  for (const [index, error] of errors.entries()) {
    const last = faults.at(-1);
    if (faults.length >= MAX_SYNTAX_FAULTS) break;
    if (errors[index - 1]?.offset === error.offset) continue;
    if (last?.open && !text.slice(last.offset, error.offset).includes('\n')) continue;
    const before = tokens.findLast(({ offset }) => offset < error.offset);
    faults.push(syntaxFault(text, error, before, errors[index + 1]?.offset === error.offset));
  }
  return faults;
}

interface Token {
  offset: number;
  length: number;
}

function syntaxFault(
  text: string,
  { error, offset, length }: ParseError,
  before: Token | undefined,
  again: boolean,
): SyntaxFault {
  const kind = printParseErrorCode(error);
  const here = text[offset] ?? '';
  const afterComma = before !== undefined && text[before.offset] === ',';
  switch (kind) {
    case 'InvalidCommentToken':
      return { code: 'E103', offset, length, message: 'JSON has no comments', fix: 'Delete the comment.' };
    case 'PropertyNameExpected':
    case 'ValueExpected':
      if (afterComma && (here === '}' || here === ']')) {
        const fix = `Delete the comma before the "${here}".`;
        return { code: 'E102', ...before, message: 'A comma follows the last value', fix };
      }
      if (here === ',') {
        return { code: 'E102', offset, length, message: 'There is a comma too many', fix: 'Delete this comma.' };
      }
      break;
    case 'CommaExpected':
      if (before && !again) {
        const end = before.offset + before.length;
        return { code: 'E104', offset: end, length: 0, message: 'A comma is missing here', fix: 'Add a comma.' };
      }
      break;
    case 'CloseBraceExpected':
    case 'CloseBracketExpected': {
      const bracket = kind === 'CloseBraceExpected' ? '}' : ']';
      const message = `The file ends before a "${bracket}" that is still owed`;
      return { code: 'E101', offset, length, message, fix: `Add the missing "${bracket}".` };
    }
    case 'EndOfFileExpected': {
      const message = 'Something follows after the end of the document';
      return { code: 'E101', offset, length, message, fix: 'Keep one JSON value and delete the rest.' };
    }
  }
  const [message, fix] = EXPLAINED[kind] ?? ['This is not JSON', 'Correct it.'];
  return { ...notJson(offset, length, message), fix };
}

const EXPLAINED: Record<string, [message: string, fix: string]> = {
  InvalidSymbol: [
    'This is not a JSON value',
    'Put text and keys into double quotes; the only bare words are true, false and null.',
  ],
  InvalidNumberFormat: ['This is not a JSON number', 'Write it like 12, -3.5 or 1e9, or put it into double quotes.'],
  PropertyNameExpected: ['A key is expected here', 'Write the key in double quotes.'],
  ValueExpected: ['A value is expected here', 'Write a value, or delete the key.'],
  ColonExpected: ['A ":" is expected here', 'Put a ":" between the key and its value.'],
  UnexpectedEndOfString: [
    'This string is not closed on its line',
    'Add the closing double quote; write a line break as \\n.',
  ],
  UnexpectedEndOfComment: ['This comment is not closed', 'Delete the comment.'],
  UnexpectedEndOfNumber: ['This number breaks off', 'Complete the number.'],
  InvalidUnicode: ['This \\u escape is not followed by four hexadecimal digits', 'Write the character itself.'],
  InvalidEscapeCharacter: ['This string has an escape that JSON does not know', 'Write a backslash as \\\\.'],
  InvalidCharacter: [
    'This string has a control character',
    'Write a tab as \\t, and other control characters not at all.',
  ],
};

function notJson(offset: number, length: number, message: string): SyntaxFault {
  return { code: 'E101', offset, length, message, fix: 'Correct the JSON here.', open: true };
}

const END_OF_FILE = 17;

function tokensOf(text: string): Token[] {
  const scanner = createScanner(text, true);
  const tokens: Token[] = [];
  while (scanner.scan() !== END_OF_FILE)
    tokens.push({ offset: scanner.getTokenOffset(), length: scanner.getTokenLength() });
  return tokens;
}
