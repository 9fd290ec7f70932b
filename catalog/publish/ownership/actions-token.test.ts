import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { blockList } from '../../net/addresses.ts';
import { freePort, listening } from '../../net/testing.ts';
import { actionsKeys, verifyActionsToken } from './actions-token.ts';

const AUDIENCE = 'https://registry.example.com';
const egress = { allow: blockList(['127.0.0.0/8']) };
type Key = Awaited<ReturnType<typeof generateKeyPair>>;
let key: Key;
let stranger: Key;

beforeAll(async () => {
  [key, stranger] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
});

/** Signs tokens as GitHub does, and has its public key where GitHub has it. */
async function issuer(body?: () => [status: number, text: string]) {
  const jwk = { ...(await exportJWK(key.publicKey)), kid: 'one', use: 'sig', alg: 'RS256' };
  let asked = 0;
  const server = await listening(
    createServer((request, response) => {
      asked += 1;
      const [status, text] = body?.() ?? [200, JSON.stringify({ keys: [jwk] })];
      response.writeHead(request.url === '/.well-known/jwks' ? status : 404).end(text);
    }),
  );
  const url = `http://127.0.0.1:${server.port}`;
  const keys = actionsKeys({ issuer: url, egress });
  const settings = { audience: AUDIENCE, issuer: url, keys };
  return Object.assign(server, { url, settings, asked: () => asked });
}

const CLAIMS = {
  sub: 'repo:acme/weather:ref:refs/heads/main',
  repository: 'acme/weather',
  repository_id: '99',
  repository_owner: 'acme',
  repository_owner_id: '2',
};

/** Seconds since 1970, so many from now. */
function seconds(from: number): number {
  return Math.floor(Date.now() / 1000) + from;
}

/** A token as a job gets it, of which some claims differ. */
function aToken(iss: string, over: Record<string, unknown> = {}, { by = key, kid = 'one' } = {}): Promise<string> {
  const claims = { ...CLAIMS, iss, aud: AUDIENCE, iat: seconds(0), nbf: seconds(-5), exp: seconds(300), ...over };
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(by.privateKey);
}

describe('the token of a job', () => {
  it('speaks for the owner of its repository, by the owner’s number', async () => {
    await using github = await issuer();
    expect(await verifyActionsToken(await aToken(github.url), github.settings)).toEqual({
      method: 'github-oidc',
      owner: { id: 2, login: 'acme' },
      repository: 'acme/weather',
    });
  });

  it('is verified with keys that were fetched before, also against tokens of keys that nobody knows', async () => {
    await using github = await issuer();
    for (let times = 0; times < 3; times += 1) await verifyActionsToken(await aToken(github.url), github.settings);
    for (const kid of ['two', 'three'])
      await expect(verifyActionsToken(await aToken(github.url, {}, { kid }), github.settings)).rejects.toMatchObject({
        kind: 'refused',
      });
    expect(github.asked()).toBe(1);
  });

  it.each<[string, Record<string, unknown>]>([
    ['"aud"', { aud: 'https://other.example.com' }],
    ['"aud"', { aud: undefined }],
    ['"aud"', { aud: `${AUDIENCE}/` }],
    ['"iss"', { iss: 'https://token.actions.githubusercontent.com' }],
    ['"exp"', { exp: seconds(-60) }],
    ['"exp"', { exp: undefined }],
    ['"nbf"', { nbf: seconds(60) }],
    ['"iat"', { iat: seconds(-3700) }],
    ['"iat"', { iat: seconds(60) }],
    ['"iat"', { iat: undefined }],
    ['whose repository', { repository_owner: undefined }],
    ['whose repository', { repository_owner_id: undefined }],
    ['whose repository', { repository_owner_id: 2 }],
    ['whose repository', { repository_owner_id: '0' }],
    ['whose repository', { repository_owner_id: '2e3' }],
    ['whose repository', { repository_owner: '*' }],
    ['whose repository', { repository: 'other/weather' }],
    ['whose repository', { repository: 'acme-evil/weather' }],
  ])('is refused for its %s: %j', async (words, over) => {
    await using github = await issuer();
    const token = await aToken(github.url, over);
    const error: unknown = await verifyActionsToken(token, github.settings).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining(words) });
    expect(inspect(error, { depth: 10 })).not.toContain(token.split('.')[2]);
  });

  it('is refused when another key signed it, or none, or a byte differs, or it is no token', async () => {
    await using github = await issuer();
    const token = await aToken(github.url);
    const [header, body, signature = ''] = token.split('.');
    const owned = Buffer.from(JSON.stringify({ ...CLAIMS, repository_owner_id: '666' })).toString('base64url');
    const claims = { ...CLAIMS, iss: github.url, aud: AUDIENCE, iat: seconds(0), exp: seconds(300) };
    // A key that everyone knows, used as if it were a secret.
    const shared = new TextEncoder().encode(JSON.stringify(await exportJWK(key.publicKey)));
    for (const bad of [
      await aToken(github.url, {}, { by: stranger }),
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(shared),
      `${header}.${owned}.${signature}`,
      `${header}.${body}.`,
      `${header}.${body}.${signature.slice(0, -4)}AAAA`,
      '',
      'a.b.c',
      'x'.repeat(20_000),
    ])
      await expect(verifyActionsToken(bad, github.settings)).rejects.toMatchObject({ kind: 'refused' });
  });

  it.each<[string, () => [number, string]]>([
    ['503', () => [503, '{}']],
    ['no JSON', () => [200, '<h1>Hello</h1>']],
    ['no keys', () => [200, '{ "keys": 7 }']],
    ['too much', () => [200, ' '.repeat(300 * 1024)]],
  ])('cannot be judged when its issuer’s keys are %s', async (_what, body) => {
    await using github = await issuer(body);
    await expect(verifyActionsToken(await aToken(github.url), github.settings)).rejects.toMatchObject({
      kind: 'unanswered',
    });
  });

  it('cannot be judged when its issuer is not there, or at a private address', async () => {
    const gone = `http://127.0.0.1:${await freePort()}`;
    for (const keys of [actionsKeys({ issuer: gone, egress }), actionsKeys({ issuer: gone })])
      await expect(
        verifyActionsToken(await aToken(gone), { audience: AUDIENCE, issuer: gone, keys }),
      ).rejects.toMatchObject({ kind: 'unanswered' });
  });
});
