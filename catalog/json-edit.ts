import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { JsonPath } from './json.ts';

/** The text of a JSON file as this catalog writes it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The text with another value at a path, undefined for none; the rest keeps its bytes. Its objects have to be there. */
export function withValueAt(text: string, path: JsonPath, value: unknown): string {
  const steps = path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const root = parseTree(text);
  const here = root && findNodeAtLocation(root, steps);
  if (value === undefined) return here ? without(text, here) : text;
  if (here) return spliced(text, here.offset, here.length, indented(text, here.offset, value));
  const [key, above] = [steps.at(-1), root && findNodeAtLocation(root, steps.slice(0, -1))];
  if (key === undefined || above?.type !== 'object') return text;
  const last = above.children?.at(-1);
  if (!last) return spliced(text, above.offset, above.length, indented(text, above.offset, { [key]: value }));
  const before = lineBefore(text, last.offset);
  const gap = before.trim() === '' ? eolOf(text) + before : ' ';
  const member = `,${gap}${JSON.stringify(key)}: ${indented(text, last.offset, value)}`;
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
