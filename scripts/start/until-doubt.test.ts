import { describe, expect, it } from 'vitest';
import { type TellingProbe, untilDoubt } from './until-doubt.ts';

describe('the first probe', () => {
  it('is waited for while nothing seems down', async () => {
    const said: string[] = [];
    const probe: TellingProbe = async (say) => {
      say('a is healthy');
      return 'all are healthy';
    };
    const { outcome, whole } = untilDoubt(probe, (progress) => said.push(progress));
    expect([await outcome, await whole, said]).toEqual(['all are healthy', 'all are healthy', ['a is healthy']]);
  });

  it('is no longer waited for, nor heard, once a server is looked at again', async () => {
    const said: string[] = [];
    let end: () => void = () => {};
    const probe: TellingProbe = async (say, onDoubt) => {
      onDoubt('b');
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      say('b is unhealthy');
      return '0 of 1 are healthy';
    };
    const { outcome, whole } = untilDoubt(probe, (progress) => said.push(progress));
    expect(await outcome).toBe('b does not answer; looking again for a minute, while all else is served');
    end();
    expect([await whole, said]).toEqual(['0 of 1 are healthy', []]);
  });

  it('fails the start when it fails before that', async () => {
    const { outcome, whole } = untilDoubt(
      async () => {
        throw new Error('the catalog is gone');
      },
      () => {},
    );
    await expect(outcome).rejects.toThrow('the catalog is gone');
    await expect(whole).rejects.toThrow('the catalog is gone');
  });
});
