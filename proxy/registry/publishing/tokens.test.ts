import { createPublicKey } from 'node:crypto';
import { jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../catalog/publish/ownership/identity.ts';
import { permissionsOf } from '../../../catalog/publish/ownership/permission.ts';
import { SEED, THEIRS } from './testing.ts';
import { Tokens, type Who } from './tokens.ts';

const who = (identity: Identity): Who => ({ identity, permissions: permissionsOf(identity) });
const tokens = new Tokens(SEED, 'com.example.registry');

describe('a token of the registry', () => {
  it.each<Identity>([
    { method: 'github-at', account: { id: 1, login: 'octocat' }, organizations: [{ id: 2, login: 'acme' }] },
    { method: 'github-oidc', owner: { id: 2, login: 'acme' }, repository: 'acme/tools' },
    { method: 'dns', domain: 'example.com' },
    { method: 'http', domain: 'example.com' },
    { method: 'oidc', subject: 'admin' },
    { method: 'none' },
  ])('says whose it is: $method', async (identity) => {
    const { registry_token } = await tokens.issue(who(identity));
    expect(await tokens.read(registry_token)).toEqual(who(identity));
  });

  it('is signed by the key of RFC 8032 that the seed stands for', async () => {
    const x = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString(
      'base64url',
    );
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const { payload } = await jwtVerify((await tokens.issue(who(THEIRS))).registry_token, key);
    expect(payload).toMatchObject({ auth_method: 'dns', auth_method_sub: 'example.com' });
  });

  it('is good for five minutes', async () => {
    const now = Date.parse('2026-11-28T22:00:00Z');
    const at = (ms: number) => new Tokens(SEED, 'com.example.registry', { now: () => new Date(now + ms) });
    const { registry_token, expires_at } = await at(0).issue(who(THEIRS));
    expect(expires_at).toBe(now / 1000 + 300);
    expect(await at(299_000).read(registry_token)).not.toBeNull();
    expect(await at(300_000).read(registry_token)).toBeNull();
    expect(await at(-60_000).read(registry_token)).toBeNull();
  });

  it('is for this registry, by its key, and by no trick', async () => {
    const { registry_token: token } = await tokens.issue(who(THEIRS));
    expect(await new Tokens(SEED, 'com.example.other').read(token)).toBeNull();
    expect(await new Tokens('00'.repeat(32), 'com.example.registry').read(token)).toBeNull();
    const [head, body = '', signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
    const grown = { ...claims, permissions: [{ action: 'edit', resource: '*' }] };
    const bent = Buffer.from(JSON.stringify(grown)).toString('base64url');
    expect(await tokens.read(`${head}.${bent}.${signature}`)).toBeNull();
    expect(await tokens.read(new UnsecuredJWT(claims).encode())).toBeNull();
    const shared = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' });
    expect(await tokens.read(await shared.sign(Buffer.from(SEED, 'hex')))).toBeNull();
    for (const other of ['', 'x', 'a.b.c', `${token}.x`]) expect(await tokens.read(other)).toBeNull();
  });
});
