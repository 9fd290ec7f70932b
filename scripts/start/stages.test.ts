import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runStages, type Stage } from './stages.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => vi.restoreAllMocks());

const validate: Stage = { title: 'Validate', work: async () => '5 servers' };
const build: Stage = {
  title: 'Build',
  async work(say) {
    say('half');
    say('nearly all');
    return '40 files';
  },
};

describe('runStages, away from a terminal', () => {
  it('says a line for each stage and each step of it, in their order', async () => {
    await runStages([validate, build], false);
    expect(lines).toEqual(['Validate: 5 servers', '  half', '  nearly all', 'Build: 40 files']);
  });

  it('ends with the first stage that fails', async () => {
    const failing: Stage = { title: 'Fail', work: () => Promise.reject(new Error('no disk')) };
    await expect(runStages([validate, failing, build], false)).rejects.toThrow('no disk');
    expect(lines).toEqual(['Validate: 5 servers']);
  });
});
