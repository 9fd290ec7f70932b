import { lexer, type Token, type Tokens } from 'marked';
import { onceFor } from '../once-for.ts';
import { CHAPTERS, type Chapter } from './chapters.ts';

/** A chapter as it was read: its blocks, without the heading of the file, and the headings that can be linked to. */
export interface ReadChapter extends Chapter {
  blocks: Token[];
  headings: { depth: number; text: string; id: string }[];
}

/** The chapters whose files are among `texts`, by path in the repository. A section that is not there is an error. */
export const readChapters = onceFor((texts: ReadonlyMap<string, string>): ReadChapter[] =>
  CHAPTERS.flatMap((chapter) => {
    const text = texts.get(chapter.file);
    if (text === undefined) return [];
    const blocks = chosenBlocks(lexer(text), chapter);
    const headings = blocks.filter(isHeading).map(({ depth, text }) => ({ depth, text: plain(text), id: idOf(text) }));
    return [{ ...chapter, blocks, headings }];
  }),
);

/** The anchor of a heading, as GitHub makes it. */
export function idOf(heading: string): string {
  return plain(heading)
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

export function isHeading(token: Token): token is Tokens.Heading {
  return token.type === 'heading';
}

function plain(heading: string): string {
  return heading.replace(/[`*]/g, '');
}

function chosenBlocks(all: Token[], { file, sections }: Chapter): Token[] {
  const blocks = all.filter((token) => !(isHeading(token) && token.depth === 1));
  if (!sections) return blocks;
  const chosen = sections.flatMap((title) => {
    const from = blocks.findIndex((token) => isHeading(token) && token.depth === 2 && plain(token.text) === title);
    if (from < 0) throw new Error(`${file} has no section "${title}": mend site/guide/chapters.ts`);
    const length = blocks.slice(from + 1).findIndex((token) => isHeading(token) && token.depth <= 2);
    return length < 0 ? blocks.slice(from) : blocks.slice(from, from + 1 + length);
  });
  return sections.length === 1 ? chosen.slice(1) : chosen; // the page's own heading says it
}
