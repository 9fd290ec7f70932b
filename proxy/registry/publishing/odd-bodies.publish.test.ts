import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aRegistry } from '../../../catalog/testing.ts';
import { aServer, at, publishingServer, THEIRS } from './testing.ts';

const NAME = 'com.example/weather';

/** A `server.json`, a seed, a status, or a proof, of which something is odd. */
const body = fc.oneof(
  fc.jsonValue({ maxDepth: 6 }),
  fc.dictionary(
    fc.constantFrom('name', 'version', 'version_detail', 'packages', 'remotes', '_meta', 'server', 'status'),
    fc.jsonValue(),
  ),
  fc
    .record({
      field: fc.constantFrom(...Object.keys(aServer(NAME)), '_meta', 'packages', 'icons', '__proto__', 'constructor'),
      value: fc.jsonValue(),
    })
    .map(({ field, value }) => ({ ...aServer(NAME, '9.0.0'), [field]: value })),
  fc.jsonValue().map((value) => ({ name: NAME, version_detail: value, packages: value, remotes: value })),
  fc.jsonValue().map((value) => ({ server: aServer(NAME), _meta: { [`${aRegistry.id}/entry`]: value } })),
  fc.jsonValue().map((value) => ({ status: 'deprecated', statusMessage: value })),
  fc.jsonValue().map((value) => ({
    github_token: value,
    oidc_token: value,
    domain: value,
    timestamp: value,
    signed_timestamp: value,
  })),
);

const place = fc.constantFrom(
  ...(['/publish', '/auth/github-oidc', '/auth/oidc', '/auth/dns', '/auth/http', '/auth/none', '/validate'].map(
    (path) => ['POST', path],
  ) satisfies string[][]),
  ['PUT', at(NAME, '1.0.0')],
  ['PATCH', `${at(NAME, '1.0.0')}/status`],
  ['PATCH', `${at(NAME)}/status`],
);

it('no body is too odd: what is wrong with it is said, and is no fault of ours', async () => {
  await using registry = await publishingServer();
  const token = await registry.tokenOf(THEIRS);
  expect((await registry.ask('POST', '/publish', { token, body: aServer(NAME) })).status).toBe(200);
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(place, body, async ([method = '', path = ''], odd) => {
      const said = await registry.ask(method, path, { token, body: JSON.stringify(odd) });
      statuses.set(said.status, (statuses.get(said.status) ?? 0) + 1);
      expect(said.status, JSON.stringify(said.body)).toBeLessThan(500);
    }),
    { numRuns: 5000 },
  );
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 422]));
}, 120_000);
