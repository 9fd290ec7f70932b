import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { EXIT } from '../command.ts';
import { compareCatalog } from './check.ts';

it('is misuse to compare with a base that git does not have', async () => {
  await expect(compareCatalog(tmpdir(), 'no-such-branch')).rejects.toMatchObject({
    message: expect.stringContaining('with no-such-branch: it needs a checkout that has this revision'),
    exitCode: EXIT.misuse,
  });
});
