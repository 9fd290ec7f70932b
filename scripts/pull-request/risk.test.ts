import { expect, it } from 'vitest';
import { decideRisk, type Facts } from './risk.ts';

const author = { id: 7, login: 'acme', isPerson: true, ownsHead: true };
const standing = { owners: [7], namespaceOwners: new Set([7]) };

/** An owner's change of tags, unless told otherwise. */
function decided(over: Partial<Facts> = {}) {
  return decideRisk({
    problems: [],
    entries: [{ name: 'io.github.acme/weather', classes: ['listing words'] }],
    others: [],
    author,
    standingOf: () => standing,
    ...over,
  });
}

it('lets an owner change what is theirs to say, and says why', () => {
  expect(decided()).toEqual({
    risk: 'low',
    reasons: ['account 7 may publish what it changes', 'io.github.acme/weather: categories or tags'],
  });
});

it.each<[string, Partial<Facts>, string]>([
  ['a new entry', { entries: [{ name: 'io.github.acme/new', classes: ['new entry'] }] }, 'the entry is new'],
  ['another address', { entries: [{ name: 'io.github.acme/a', classes: ['words', 'place'] }] }, 'at another address'],
  ['files beside entries', { others: ['.github/workflows/ci.yml'] }, 'other files beside entries'],
  ['code alone', { entries: [], others: ['README.md'] }, 'files that are no entry'],
  ['nothing', { entries: [] }, 'changes nothing'],
  [
    'two namespaces',
    {
      entries: [
        { name: 'io.github.acme/a', classes: [] },
        { name: 'com.acme/b', classes: [] },
      ],
    },
    'more than one namespace',
  ],
  ['somebody else', { author: { ...author, id: 8 } }, 'account 8 (acme) is none of them'],
  ['an entry without owners', { standingOf: () => ({ ...standing, owners: [] }) }, 'no owners yet'],
  ['a program', { author: { ...author, isPerson: false } }, 'a program asks for it'],
  ['pushed by another account', { author: { ...author, ownsHead: false } }, 'pushed by another account'],
])('leaves a change to a person: %s', (_what, facts, reason) => {
  const { risk, reasons } = decided(facts);
  expect(risk).toBe('person');
  expect(reasons.join('; ')).toContain(reason);
});

it('sends a change with errors back, whoever asks for it', () => {
  const place = { file: 'a', line: 1, column: 1, endLine: 1, endColumn: 1, pointer: '', message: '', fix: '' };
  expect(decided({ problems: [{ ...place, code: 'E301', severity: 'error' }] }).risk).toBe('faulty');
  expect(decided({ problems: [{ ...place, code: 'W323', severity: 'warning' }] }).risk).toBe('low');
});
