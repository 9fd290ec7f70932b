import { line } from './visible.ts';

/** A publisher's words as text of Markdown: on one line, with nothing in them that Markdown or HTML would read. */
export function md(text: string, most?: number): string {
  return line(text, most)
    .replace(/[\\`*_{}[\]<>()#|~&!]/g, '\\$&')
    .replace(/^([-+=:]|\d+[.)])/, '\\$1');
}

/** A text as code in a line; its fence is longer than any run of backticks in it. */
export function mdCode(text: string, most?: number): string {
  const flat = line(text, most).replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(flat) + 1);
  const pad = /^`|`$/.test(flat) || flat === '' ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

/** A text of many lines as a block of code. */
export function mdBlock(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
