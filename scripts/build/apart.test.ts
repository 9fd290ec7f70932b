import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../command.ts';
import { askApart, askingApart } from './apart.ts';

let folder = '';
beforeAll(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.cache/apart-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A program whose answer to `question` is this expression. */
async function aProgram(name: string, expression: string): Promise<URL> {
  const path = join(folder, `${name}.ts`);
  const from = JSON.stringify(new URL('./apart.ts', import.meta.url).href);
  await writeFile(
    path,
    `import { answerApart } from ${from};\nanswerApart(async (question: any) => (${expression}));\n`,
  );
  return pathToFileURL(path);
}

it('brings a long answer whole', async () => {
  const program = await aProgram('long', 'new Uint8Array(question).fill(7)');
  const answer = await askApart<Uint8Array>(program, 20_000_000);
  expect(answer.length).toBe(20_000_000);
  expect(answer.every((byte) => byte === 7)).toBe(true);
});

it('brings the words of a program that fails', async () => {
  const program = await aProgram(
    'fails',
    'question.map(() => { throw new Error("main.ts:3: there is no such name"); })',
  );
  await expect(askApart(program, [1])).rejects.toThrow('main.ts:3: there is no such name');
});

it.each([
  ['ends', 'process.exit(3)', 'ends.ts ended with 3, and gave no answer'],
  ['is-killed', 'process.kill(process.pid, "SIGKILL") && new Promise(() => {})', 'ended with SIGKILL'],
])('says how a program %s that gives no answer', async (name, expression, words) => {
  await expect(askApart(await aProgram(name, expression), null)).rejects.toThrow(words);
});

describe('a program that stays', () => {
  it('answers one question after the other, until none came for a while', async () => {
    const ask = askingApart<[pid: number, question: string]>(await aProgram('stays', '[process.pid, question]'), 400);
    const [[first, a], [second, b]] = await Promise.all([ask('a'), ask('b')]);
    expect([second, a, b]).toEqual([first, 'a', 'b']);
    await expect.poll(() => isThere(first), { timeout: 10_000 }).toBe(false);
    const [third] = await ask('c');
    expect(third).not.toBe(first);
  });

  it('is started anew where it has failed, or ended between two questions', async () => {
    const ask = askingApart<number>(await aProgram('falls', 'question ? process.exit(3) : process.pid'), 60_000);
    await expect(ask(true)).rejects.toThrow('falls.ts ended with 3, and gave no answer');
    const pid = await ask(false);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false);
    await delay(100); // until this process has heard of it
    expect(await ask(false)).not.toBe(pid);
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
