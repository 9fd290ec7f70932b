import { type Mend, noted } from './mend.ts';

const MOST = 100;

export const texts: Mend = {
  name: 'texts',
  why: 'A description and a title have at most 100 characters.',
  run(draft) {
    for (const field of ['description', 'title']) {
      const text = draft.server[field];
      if (typeof text !== 'string') continue;
      const trimmed = text.trim();
      if (field === 'title' && trimmed === '') {
        noted(draft, 'field-dropped', '/title', 'The title was only white space');
        delete draft.server.title;
        continue;
      }
      draft.server[field] = cutText(trimmed, MOST);
      if (draft.server[field] === trimmed) continue;
      draft.kept[field] = trimmed;
      noted(draft, 'text-cut', `/${field}`, `The ${field} had ${[...trimmed].length} characters; ${MOST} are allowed`);
    }
  },
};

/** The beginning of a text, where it is longer than so many characters: whole words, if there are several, and `…`. */
export function cutText(text: string, most: number): string {
  if (text.length <= most || [...text].length <= most) return text;
  let kept = '';
  let characters = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    characters += [...segment].length;
    if (characters >= most) break;
    kept += segment;
  }
  const lastWord = kept.search(/\s\S*$/);
  return `${(lastWord > most / 2 ? kept.slice(0, lastWord) : kept).trimEnd()}…`;
}
