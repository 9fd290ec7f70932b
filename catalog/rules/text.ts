import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { stringsWhere } from './server-view.ts';

/** Text that shows one thing to a person and another to a model, or turns a terminal's colours, has no place here. */
export const text: FileRule = {
  code: 'E313',
  name: 'text',
  severity: 'error',
  why: 'Invisible characters show a person one text and a program another.',
  scope: 'file',
  kinds: ['server', 'listing', 'tools', 'registry', 'refused'],
  run: ({ value, text }) =>
    isPlain(text)
      ? []
      : stringsWhere((text) => hiddenCharacter(text) !== undefined, value).map(({ pointer, at, text }) => {
          const codePoint = hiddenCharacter(text)?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
          return {
            pointer,
            at,
            message: `The text holds the invisible character U+${codePoint}`,
            fix: 'Delete this character.',
          };
        }),
  examples: {
    passes: example({ server: { description: 'Tells the weather 👩‍🌾 of tomorrow' } }),
    fails: example({ server: { description: 'Tells the weather\u202E of tomorrow' } }),
  },
};

/** Most files are ASCII without an escape that could stand for something else, and need no closer look. */
function isPlain(text: string): boolean {
  return !/[^\t\n\r -~]|\\[bfu]/.test(text);
}

/** Text without what is hidden in it. */
export function withoutHidden(text: string): string {
  if (isPlain(text)) return text;
  const kept = new Set([...text.matchAll(EMOJI_JOINER)].map(({ index }) => index));
  return text.replace(HIDDEN, (found, at: number) => (kept.has(at) ? found : ''));
}

/** Control characters but for tab and line breaks, and Unicode's own: bidi marks, zero-width characters, tags. */
const CONTROL = /(?![\t\n\r])\p{Cc}/u;
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/u;

const HIDDEN = new RegExp(`${CONTROL.source}|${INVISIBLE.source}`, 'gu');

/** A zero-width joiner is part of many an emoji; elsewhere it hides. */
const EMOJI_JOINER = /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D(?=\p{Extended_Pictographic})/gu;

function hiddenCharacter(text: string): string | undefined {
  const plain = text.replace(EMOJI_JOINER, '');
  return (CONTROL.exec(plain) ?? INVISIBLE.exec(plain))?.[0];
}
