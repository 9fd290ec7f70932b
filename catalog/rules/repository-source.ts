import { isObject } from '../json/json.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { textIn } from './server-view.ts';

/** This registry shows a repository wherever it is. */
export const repositorySource: FileRule = {
  code: 'W328',
  name: 'repository-source',
  severity: 'warning',
  why: 'The official registry takes repositories on GitHub and GitLab only, and clients look nowhere else.',
  scope: 'file',
  run({ value }) {
    const source = textIn(isObject(value) ? value.repository : undefined, 'source');
    if (source === undefined || ['github', 'gitlab'].includes(source)) return [];
    const message = `"source" is ${JSON.stringify(source)}`;
    return [{ pointer: '/repository/source', reference: 'invalid-repository-url', message, fix: FIX }];
  },
  examples: {
    passes: example({ server: { repository: { source: 'gitlab', url: 'https://gitlab.com/example/weather' } } }),
    fails: example({ server: { repository: { source: 'codeberg', url: 'https://codeberg.org/example/weather' } } }),
  },
};

const FIX = 'Write "github" or "gitlab", if it is there; else leave it as it is, and publish it here only.';
