import { expect, it } from 'vitest';
import type { Problem } from '../../catalog/problem.ts';
import { asCode, summaryOf } from './summary.ts';

const aProblem = (message: string): Problem => ({
  ...{ file: 'catalog/a.json', line: 1, column: 2, endLine: 1, endColumn: 3, pointer: '' },
  ...{ code: 'E301', severity: 'error', message, fix: 'Mend it' },
});

it.each([
  ['@everyone <img src=x> [a](https://evil.example)', '` @everyone <img src=x> [a](https://evil.example) `'],
  ['out `of` it', '`` out `of` it ``'],
  ['``` @you', '```` ``` @you ````'],
  ['two\nlines', '` two\\u{a}lines `'],
  ['right\u202eleft', '` right\\u{202e}left `'],
])('shows %j as code', (text, shown) => {
  expect(asCode(text)).toBe(shown);
});

it('names no stranger outside of code', () => {
  const hostile = '`@octocat` ![x](https://evil.example/x.png) <script> #1';
  const text = summaryOf({
    problems: [aProblem(hostile)],
    entries: [{ name: hostile, classes: ['new entry'] }],
    others: [hostile],
    verdict: { risk: 'person', reasons: [hostile] },
  });
  const outside = text.replaceAll(/(`+) .*? \1(?!`)/g, '');
  expect(outside).not.toMatch(/octocat|evil|script/);
  expect(text.match(/octocat/g)).toHaveLength(4);
});

it('fits into a comment, and says how much is left out', () => {
  const problems = Array.from({ length: 2000 }, (_, at) => aProblem(`${at} ${'x'.repeat(5000)}`));
  const others = Array.from({ length: 5000 }, (_, at) => `${at}/${'y'.repeat(4000)}`);
  const text = summaryOf({ problems, entries: [], others }, 30_000);
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/- and \d+ more: `npm run validate` tells all of them\n$/);
});
