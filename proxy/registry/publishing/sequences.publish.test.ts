import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadCatalog } from '../../../catalog/load.ts';
import type { Identity } from '../../../catalog/publish/ownership/identity.ts';
import { judgeCatalog } from '../../../catalog/rules/judge.ts';
import { aRegistry } from '../../../catalog/testing.ts';
import { aServer, at, publishingServer, type Said, type TestPublishing } from './testing.ts';

const SEQUENCES = 500;
const LENGTH = 20;

/** A login that changes hands, two domains, and somebody who judges. */
const PEOPLE: Identity[] = [
  { method: 'github-at', account: { id: 1, login: 'octocat' }, organizations: [] },
  { method: 'github-at', account: { id: 2, login: 'octocat' }, organizations: [] },
  { method: 'dns', domain: 'example.com' },
  { method: 'http', domain: 'example.com' },
  { method: 'github-at', account: { id: 3, login: 'judge' }, organizations: [] },
];

const name = fc.constantFrom(
  'io.github.octocat/notes',
  'com.example/weather',
  'com.example/clock',
  'com.example.eu/sun',
);
const version = fc.constantFrom('1.0.0', '1.1.0', '2.0.0-beta', 'v3');
/** Null is whoever holds the name. */
const person = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.nat({ max: PEOPLE.length - 1 }) },
);
const another = fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: name });

const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('publish' as const),
      name,
      version,
      person,
      like: another,
      title: fc.constantFrom('One', 'Two'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      ...{ name, version: fc.oneof(fc.constant(null), version, version), person },
      status: fc.constantFrom('active', 'deprecated', 'deleted'),
      statusMessage: fc.oneof(fc.constant(null), fc.string({ maxLength: 20 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), name, version, person }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      name,
      version,
      person,
      alias: fc.constantFrom('one', 'two'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('junk' as const), person, body: fc.jsonValue() }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** What is asked for: `like` takes the address of another server. */
function serverOf(asked: Extract<Operation, { kind: 'publish' }>) {
  const { remotes } = aServer(asked.like ?? asked.name);
  return { ...aServer(asked.name, asked.version, { title: asked.title }), ...(remotes ? { remotes } : {}) };
}

function ask(registry: TestPublishing, asked: Operation, token: string): Promise<Said> {
  switch (asked.kind) {
    case 'publish':
      return registry.ask('POST', '/publish', { token, body: serverOf(asked) });
    case 'status': {
      const { status, statusMessage } = asked;
      const body = { status, ...(statusMessage === null ? {} : { statusMessage }) };
      return registry.ask('PATCH', `${at(asked.name, asked.version ?? undefined)}/status`, { token, body });
    }
    case 'delete':
      return registry.ask('DELETE', at(asked.name, asked.version), { token });
    case 'edit': {
      const server = aServer(asked.name, asked.version, { title: 'One' });
      const body = { server, _meta: { [`${aRegistry.id}/entry`]: { alias: asked.alias } } };
      return registry.ask('PUT', at(asked.name, asked.version), { token, body });
    }
    case 'junk':
      return registry.ask('POST', '/publish', { token, body: JSON.stringify(asked.body) });
  }
}

/** Who asks, by their place in the list. */
function whoAsks(asked: Operation): number {
  if (asked.person !== null && (asked.person !== 4 || asked.kind !== 'publish')) return asked.person;
  return 'name' in asked && asked.name.startsWith('io.github.') ? 0 : 2;
}

/** What was accepted is there as it was sent, nothing else is, and no rule finds a fault. */
async function expectSound({ folder }: TestPublishing, published: Map<string, unknown>): Promise<void> {
  const catalog = await loadCatalog(folder);
  expect(judgeCatalog(catalog).filter(({ severity }) => severity === 'error')).toEqual([]);
  const there = catalog.sources.entries.flatMap(({ name, versions }) =>
    [...versions.keys()].map((each) => `${name} ${each}`),
  );
  expect(there.sort()).toEqual([...published.keys()].sort());
  for (const [key, server] of published) {
    const [name = '', version = ''] = key.split(' ');
    expect(JSON.parse(readFileSync(join(folder, 'servers', name, `${version}.json`), 'utf8'))).toEqual(server);
  }
  const rest = readdirSync(folder).filter((each) => each !== 'servers');
  expect(rest).toEqual(['registry.json']);
}

it('never leaves a faulty catalog, and never loses a version, whatever is asked in whatever order', async () => {
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: LENGTH, maxLength: LENGTH + 10 }),
      fc.integer({ min: 1, max: 5 }),
      async (operations, atOnce) => {
        await using registry = await publishingServer({
          into: 'folder',
          registry: { ...aRegistry, moderators: [{ githubId: 3 }] },
        });
        const tokens = await Promise.all(PEOPLE.map((each) => registry.tokenOf(each)));
        const published = new Map<string, unknown>();
        for (let start = 0; start < operations.length; start += atOnce) {
          const some = operations.slice(start, start + atOnce);
          const said = await Promise.all(some.map((each) => ask(registry, each, tokens[whoAsks(each)] ?? '')));
          for (const [index, { status, body }] of said.entries()) {
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            expect(status, JSON.stringify(body)).toBeLessThan(500);
            const asked = some[index];
            if (asked?.kind !== 'publish' || status !== 200) continue;
            expect(published.has(`${asked.name} ${asked.version}`)).toBe(false);
            published.set(`${asked.name} ${asked.version}`, serverOf(asked));
          }
        }
        await expectSound(registry, published);
        const { body } = await registry.ask('GET', '/servers?limit=100&include_deleted=true');
        expect(body.metadata.count).toBe(published.size);
      },
    ),
    { numRuns: SEQUENCES },
  );
  console.log(
    `answered with ${[...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`)}`,
  );
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 403, 404, 422]));
}, 300_000);
