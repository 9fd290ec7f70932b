import { describe, expect, it } from 'vitest';
import type { Identity } from './identity.ts';
import { isPermitted, permissionsOf } from './permission.ts';

const octocat = { id: 1, login: 'octocat' };

function may(identity: Identity, name: string): boolean {
  return isPermitted(permissionsOf(identity), 'publish', name);
}

describe('permissions', () => {
  it.each<[string, Identity, string[], string[]]>([
    [
      'an account of GitHub its own login, and the organisations it owns',
      { method: 'github-at', account: octocat, organizations: [{ id: 2, login: 'acme-inc' }] },
      ['io.github.octocat/weather', 'io.github.acme-inc/weather'],
      ['io.github.octocat2/weather', 'io.github.octo/weather', 'io.github.Octocat/weather', 'io.github/octocat'],
    ],
    [
      'a job the login of its repository’s owner',
      { method: 'github-oidc', owner: { id: 2, login: 'acme' }, repository: 'acme/weather' },
      ['io.github.acme/other'],
      ['io.github.octocat/weather', 'io.github.acme.weather/x'],
    ],
    [
      'a key in DNS its domain, and all below it',
      { method: 'dns', domain: 'Example.com' },
      ['com.example/weather', 'com.example.sub/x', 'com.example.sub.deep/x'],
      ['com.exampleevil/x', 'com.example-evil/x', 'com/example', 'com.example', 'Com.example/x', 'com.Example/x'],
    ],
    [
      'a key over HTTP its domain alone',
      { method: 'http', domain: 'example.com' },
      ['com.example/weather'],
      ['com.example.evil/x', 'com.exampleevil/x', 'com.examplE/x'],
    ],
    ['nobody’s own issuer no name', { method: 'oidc', subject: 'admin@example.com' }, [], ['com.example/weather']],
    [
      'no proof the names for trying out',
      { method: 'none' },
      ['io.modelcontextprotocol.anonymous/x'],
      ['com.example/x'],
    ],
  ])('give %s', (_what, identity, yes, no) => {
    for (const name of yes) expect([name, may(identity, name)]).toEqual([name, true]);
    for (const name of no) expect([name, may(identity, name)]).toEqual([name, false]);
  });

  it.each<Identity>([
    { method: 'http', domain: 'octocat.github.io' },
    { method: 'dns', domain: 'octocat.github.io' },
    { method: 'dns', domain: 'GitHub.io' },
    { method: 'dns', domain: 'io' },
    { method: 'github-at', account: { id: 1, login: 'octo_acme' }, organizations: [] },
    { method: 'github-at', account: { id: 1, login: '*' }, organizations: [] },
    { method: 'github-oidc', owner: { id: 1, login: 'a/b' }, repository: 'a/b/c' },
  ])('give nothing to %j', (identity) => {
    expect(permissionsOf(identity)).toEqual([]);
  });

  it('to publish are none to edit, and cover all names only where they say so', () => {
    expect(isPermitted([{ action: 'publish', resource: '*' }], 'edit', 'com.example/x')).toBe(false);
    expect(isPermitted([{ action: 'edit', resource: '*' }], 'edit', 'com.example/x')).toBe(true);
    expect(isPermitted([{ action: 'publish', resource: 'com.example/x' }], 'publish', 'com.example/x')).toBe(true);
    expect(isPermitted([{ action: 'publish', resource: 'com.example/x' }], 'publish', 'com.example/xy')).toBe(false);
    expect(isPermitted([], 'publish', 'com.example/x')).toBe(false);
  });
});
