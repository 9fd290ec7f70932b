import { RESERVED_NAMESPACES } from '../urls.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { textIn } from './server-view.ts';

/** The schema has said which characters a name has; this says how its two parts begin and end. */
export const name: FileRule = {
  code: 'E302',
  name: 'name',
  reference: 'invalid-server-name',
  severity: 'error',
  why: 'Both parts of a name begin and end with a letter or digit and have at least 2 characters, or the official registry refuses it.',
  scope: 'file',
  run({ value }) {
    const parts = textIn(value, 'name')?.split('/') ?? [];
    const [namespace = ''] = parts;
    const wrong =
      parts.length === 2 ? parts.filter((part) => !/^[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])$/.test(part)) : [];
    const faults = wrong
      .filter((part) => /^[a-zA-Z0-9._-]+$/.test(part))
      .map((part) => ({
        pointer: '/name',
        message: `The part ${JSON.stringify(part)} of the name is too short, or begins or ends with a sign`,
        fix: 'Begin and end both parts with a letter or a digit, and give each at least 2 characters.',
      }));
    if (!RESERVED_NAMESPACES.includes(namespace.toLowerCase())) return faults;
    const message = `The namespace ${JSON.stringify(namespace)} is the name of a file of the site`;
    return [...faults, { pointer: '/name', message, fix: 'Use another namespace.' }];
  },
  examples: {
    passes: example(),
    fails: example({ path: 'com.example/weather-/1.0.0', server: { name: 'com.example/weather-' } }),
  },
};
