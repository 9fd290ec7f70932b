import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import type { components } from '@octokit/openapi-types';
import { describe, expect, it } from 'vitest';
import { blockList } from '../../net/addresses.ts';
import { freePort, listening } from '../../net/testing.ts';
import { verifyGithubToken } from './github-token.ts';

const TOKEN = 'gho_secretsecretsecret';
const egress = { allow: blockList(['127.0.0.0/8']) };

type Membership = Pick<components['schemas']['org-membership'], 'state' | 'role' | 'organization_url'> & {
  organization: Pick<components['schemas']['organization-simple'], 'id' | 'login' | 'description'>;
};

function membership(
  id: number,
  login: string,
  role: Membership['role'] = 'admin',
  state: Membership['state'] = 'active',
) {
  const organization = { id, login, description: null };
  return { state, role, organization_url: `https://api.github.com/orgs/${login}`, organization };
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** GitHub's API for one token: whose it is, and the memberships of that account; or another answer at a path. */
async function github(memberships: Membership[] = [], answers: Record<string, Answer> = {}) {
  const asked: string[] = [];
  const server = await listening(
    createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      asked.push(request.url ?? '');
      const reply = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
      if (answers[pathname]) return answers[pathname](request, response);
      if (request.headers['user-agent'] === undefined) return reply(403, { message: 'Missing User-Agent' });
      if (request.headers.authorization !== `Bearer ${TOKEN}`) return reply(401, { message: 'Bad credentials' });
      if (pathname === '/user') return reply(200, { id: 1, login: 'octocat', type: 'User', email: null });
      const [page, size] = [Number(searchParams.get('page')), Number(searchParams.get('per_page'))];
      if (pathname === '/user/memberships/orgs' && searchParams.get('state') === 'active')
        return reply(200, memberships.slice((page - 1) * size, page * size));
      return reply(404, { message: 'Not Found' });
    }),
  );
  return Object.assign(server, {
    asked,
    settings: { api: `http://127.0.0.1:${server.port}/`, egress, timeoutMs: 500 },
  });
}

/** Answers with a status and headers. */
function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_request, response) => response.writeHead(code, headers).end('{}');
}

describe('a token of GitHub', () => {
  it('is its account’s, which speaks for the organisations it owns and no others', async () => {
    await using api = await github([
      membership(2, 'acme'),
      membership(3, 'guest', 'member'),
      membership(4, 'payer', 'billing_manager'),
      membership(5, 'invited', 'admin', 'pending'),
    ]);
    expect(await verifyGithubToken(TOKEN, api.settings)).toEqual({
      method: 'github-at',
      account: { id: 1, login: 'octocat' },
      organizations: [{ id: 2, login: 'acme' }],
    });
  });

  it('speaks for organisations on later pages, and ends at a thousand', async () => {
    const many = Array.from({ length: 1100 }, (_each, index) => membership(index + 10, `acme-${index}`));
    await using some = await github(many.slice(0, 150));
    expect(await verifyGithubToken(TOKEN, some.settings)).toMatchObject({ organizations: { length: 150 } });
    expect(some.asked).toHaveLength(3);
    await using all = await github(many);
    expect(await verifyGithubToken(TOKEN, all.settings)).toMatchObject({ organizations: { length: 1000 } });
  });

  it.each([403, 404])('speaks for its account alone when memberships are not for it (%i)', async (code) => {
    await using api = await github([membership(2, 'acme')], { '/user/memberships/orgs': status(code) });
    expect(await verifyGithubToken(TOKEN, api.settings)).toMatchObject({ account: { id: 1 }, organizations: [] });
  });

  it.each(['gho_other', 'gho_secretsecretsecret2'])('is refused when GitHub does not know it: %s', async (token) => {
    await using api = await github();
    await expect(verifyGithubToken(token, api.settings)).rejects.toMatchObject({
      kind: 'refused',
      message: 'GitHub does not know this token, or no longer',
    });
  });

  it.each(['', ' ', 'Bearer x', 'a\r\nx-evil: 1', 'é', 'x'.repeat(1025)])(
    'is refused unasked when it is none: %j',
    async (token) => {
      await using api = await github();
      await expect(verifyGithubToken(token, api.settings)).rejects.toMatchObject({ kind: 'refused' });
      expect(api.asked).toEqual([]);
    },
  );

  it.each<[string, string, Answer]>([
    ['refused', 'whose token', status(403)],
    ['unanswered', '403', status(403, { 'x-ratelimit-remaining': '0' })],
    ['unanswered', '403', status(403, { 'retry-after': '60' })],
    ['unanswered', '429', status(429)],
    ['unanswered', '502', status(502)],
    ['unanswered', '302', status(302, { location: '/elsewhere' })],
    ['unanswered', 'something else', status(200)],
    ['unanswered', 'something else', (_request, response) => response.end('<h1>Hello</h1>')],
    ['unanswered', 'something else', (_request, response) => response.end('{ "id": "1", "login": "octocat" }')],
    ['unanswered', 'something else', (_request, response) => response.end('{ "id": 1, "login": "a/*" }')],
    ['unanswered', 'longer than', (_request, response) => response.end(' '.repeat(3 * 1024 * 1024))],
  ])('is %s (%s) when GitHub says so, and is not told to anyone', async (kind, words, answer) => {
    await using api = await github([], { '/user': answer });
    const error: unknown = await verifyGithubToken(TOKEN, api.settings).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind, message: expect.stringContaining(words) });
    expect(inspect(error, { depth: 10 })).not.toContain(TOKEN);
    expect(api.asked).toEqual(['/user']);
  });

  it('is not waited for without end', async () => {
    await using api = await github([], { '/user': () => {} });
    await expect(verifyGithubToken(TOKEN, { ...api.settings, timeoutMs: 100 })).rejects.toMatchObject({
      kind: 'unanswered',
      message: 'GitHub cannot be asked: no answer in 100 ms',
    });
  });

  it('is not refused when memberships cannot be had for another reason', async () => {
    await using api = await github([], { '/user/memberships/orgs': status(500) });
    await expect(verifyGithubToken(TOKEN, api.settings)).rejects.toMatchObject({ kind: 'unanswered' });
  });

  it('is sent nowhere when GitHub cannot be reached', async () => {
    const api = `http://127.0.0.1:${await freePort()}`;
    const error: unknown = await verifyGithubToken(TOKEN, { api, egress }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'unanswered' });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(TOKEN);
    await expect(verifyGithubToken(TOKEN, { api })).rejects.toMatchObject({
      kind: 'unanswered',
      message: expect.stringContaining('not a public address'),
    });
  });
});
