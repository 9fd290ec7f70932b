import { isObject } from '../json/json.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { stringsWhere, textIn } from './server-view.ts';

/** Small slips that can be mended without asking. */
export const tidy: FileRule = {
  code: 'W323',
  name: 'tidy',
  severity: 'warning',
  why: 'Text is compared letter by letter, so it has no white space around it, and the address of a repository is that of its page.',
  scope: 'file',
  run({ value }) {
    if (!isObject(value)) return [];
    const { _meta, ...said } = value;
    const url = textIn(value.repository, 'url')?.trim() ?? '';
    return [
      ...stringsWhere(isUntrimmed, said)
        .filter(({ pointer, at }) => at === 'value' && !VALUES.test(pointer))
        .map(({ pointer, text }) => ({
          pointer,
          message: 'There is white space around this text',
          fix: `Write ${JSON.stringify(text.trim())}.`,
          edit: { value: text.trim() },
        })),
      ...(url.endsWith('.git')
        ? [
            {
              pointer: '/repository/url',
              message: 'The address is for cloning, not for reading',
              fix: `Write ${JSON.stringify(url.slice(0, -4))}.`,
              edit: { value: url.slice(0, -4) },
            },
          ]
        : []),
    ];
  },
  examples: {
    passes: example({ server: { repository: { source: 'github', url: 'https://github.com/example/weather' } } }),
    fails: example({ server: { repository: { source: 'github', url: 'https://github.com/example/weather.git' } } }),
  },
};

/** In what is handed to a program, white space may be meant. */
const VALUES = /\/(value|default|placeholder|choices\/\d+)$/;

function isUntrimmed(text: string): boolean {
  const trimmed = text.trim();
  return trimmed !== text && trimmed !== '';
}
