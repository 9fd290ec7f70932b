import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { branchFor } from './branch-name.ts';

it('is what a reader expects, for the usual names', () => {
  expect(branchFor('io.github.octocat/weather', '1.2.0-rc.1+7')).toBe('publish/io.github.octocat/weather/1.2.0-rc.1+7');
});

it('is a name that git takes, whatever name and version are', () => {
  const odd = [
    '.',
    '..',
    'a..b',
    'a.lock',
    '.lock',
    'a.',
    '-a',
    '@{',
    'a b',
    'ä',
    '=',
    '*',
    'a~1',
    '',
    'x\u0000\n',
    '\\',
  ];
  const branches = odd.flatMap((text) => [branchFor(`com.example/${text}`, '1.0.0'), branchFor('com.example/a', text)]);
  for (const branch of branches) execFileSync('git', ['check-ref-format', '--branch', branch]);
  expect(new Set(branches).size).toBe(branches.length);
});
