import { type Node, parseTree } from 'jsonc-parser';
import type { Edit } from '../problem.ts';
import { type JsonPath, stepsOf } from './json.ts';

/** The text of a JSON file as this catalog writes it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The text with an edit made at a pointer; the rest keeps its bytes, and all of it where the edit cannot be made. */
export function applyEdit(text: string, pointer: string, edit: Edit): string {
  const path = stepsOf(pointer);
  if ('rename' in edit) return renamed(text, path, edit.rename);
  return withValueAt(text, path, 'delete' in edit ? undefined : edit.value);
}

function renamed(text: string, path: string[], name: string): string {
  const member = findAt(text, path)?.parent;
  const key = member?.type === 'property' ? member.children?.[0] : undefined;
  const isTaken = member?.parent?.children?.some(({ children }) => children?.[0]?.value === name);
  return key && !isTaken ? spliced(text, key.offset, key.length, JSON.stringify(name)) : text;
}

/** Items of an array have numbers; in a pointer all steps are text. */
function findAt(text: string, path: JsonPath): Node | undefined {
  let node = parseTree(text);
  for (const step of path) {
    const member = node?.children?.findLast(({ children }) => children?.[0]?.value === String(step));
    node = node?.type === 'array' ? node.children?.[Number(step)] : member?.children?.[1];
  }
  return node;
}

/** The text with another value at a path, undefined for none; the rest keeps its bytes. Its objects have to be there. */
export function withValueAt(text: string, path: JsonPath, value: unknown): string {
  const here = findAt(text, path);
  if (value === undefined) return here ? without(text, here) : text;
  if (here) return spliced(text, here.offset, here.length, indented(text, here.offset, value));
  const [key, above] = [path.at(-1), findAt(text, path.slice(0, -1))];
  if (key === undefined || above?.type !== 'object') return text;
  const last = above.children?.at(-1);
  if (!last) return spliced(text, above.offset, above.length, indented(text, above.offset, { [key]: value }));
  const before = lineBefore(text, last.offset);
  const gap = before.trim() === '' ? eolOf(text) + before : ' ';
  const member = `,${gap}${JSON.stringify(String(key))}: ${indented(text, last.offset, value)}`;
  return spliced(text, last.offset + last.length, 0, member);
}

/** A member goes with the comma before it, or with the one after it. */
function without(text: string, { parent, ...item }: Node): string {
  const member = parent?.type === 'property' ? parent : item;
  const siblings = (parent?.type === 'property' ? parent.parent : parent)?.children ?? [];
  const at = siblings.findIndex(({ offset }) => offset === member.offset);
  const [previous, next] = [siblings[at - 1], siblings[at + 1]];
  const start = previous ? previous.offset + previous.length : member.offset;
  const end = previous || !next ? member.offset + member.length : next.offset;
  return spliced(text, start, end - start, '');
}

function spliced(text: string, offset: number, length: number, content: string): string {
  return text.slice(0, offset) + content + text.slice(offset + length);
}

/** A value as text that fits in at a place: its lines are indented as the line there is, and as the file's are. */
function indented(text: string, offset: number, value: unknown): string {
  const [indent = ''] = /^[ \t]*/.exec(lineBefore(text, offset)) ?? [];
  const [, unit = '  '] = /^[[{]\r?\n([ \t]+)/.exec(text) ?? [];
  return JSON.stringify(value, null, unit).replaceAll('\n', eolOf(text) + indent);
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
