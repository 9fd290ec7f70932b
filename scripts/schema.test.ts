import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './command.ts';
import { generated, staleFiles } from './schema/generated.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

it('finds every generated file fresh; if not: npm run schema', () => {
  expect([...staleFiles(generated(read), read).keys()]).toEqual([]);
});

it('finds a file stale that is missing or was edited', () => {
  const files = new Map([
    ['missing.json', '{}'],
    ['edited.json', '{}'],
    ['fresh.json', '{}'],
  ]);
  const onDisk: Record<string, string> = { 'edited.json': '{ }', 'fresh.json': '{}' };
  const readSome = (file: string) => {
    const text = onDisk[file];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  };
  expect([...staleFiles(files, readSome).keys()]).toEqual(['missing.json', 'edited.json']);
});
