import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { textIn } from './server-view.ts';

/** A title or description of white space is as good as none. */
export const title: FileRule = {
  code: 'E319',
  name: 'title',
  reference: 'title-whitespace-only',
  severity: 'error',
  why: 'People choose a server by its title and description, so there is something to read in both.',
  scope: 'file',
  run: ({ value }) =>
    ['title', 'description'].flatMap((field) => {
      const text = textIn(value, field);
      return text === undefined || text === '' || text.trim() !== ''
        ? []
        : [{ pointer: `/${field}`, message: `"${field}" is only white space`, fix: 'Write some words.' }];
    }),
  examples: {
    passes: example({ server: { title: 'Weather' } }),
    fails: example({ server: { title: '  ' } }),
  },
};
