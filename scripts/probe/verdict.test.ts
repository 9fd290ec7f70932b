import { describe, expect, it } from 'vitest';
import { aLook } from './testing.ts';
import { verdictOf } from './verdict.ts';

describe('a server', () => {
  it('is as healthy as the best of its instances', () => {
    expect(verdictOf([aLook('timeout', { id: 'a' }), aLook('slow', { id: 'b' })]).reason).toBe('slow');
    expect(verdictOf([aLook('timeout', { id: 'a' }), aLook('rate-limited', { id: 'b' })]).reason).toBe('rate-limited');
    expect(verdictOf([])).toEqual({ health: 'unknown', reason: 'not-runnable' });
  });

  it('is not well because a registry has its package, where nobody answers at its address', () => {
    const lookedUp = { ...aLook('ok', { id: 'package-npm' }), isLookedUp: true };
    expect(verdictOf([aLook('timeout', { id: 'remote' }), lookedUp]).reason).toBe('timeout');
    expect(verdictOf([aLook('needs-config', { id: 'remote' }), lookedUp]).reason).toBe('ok');
    expect(verdictOf([lookedUp]).reason).toBe('ok');
  });
});
