import { describe, expect, it } from 'vitest';
import { catalogFile } from '../../read-catalog.ts';
import { arrange } from '../../sources.ts';
import type { Account, Identity } from './identity.ts';
import { mayPublish, OWNERSHIP_CODES, type Standing } from './may-publish.ts';
import { standingOf } from './standing.ts';

const NEW: Standing = { owners: null, namespaceOwners: new Set() };
const octocat = { id: 1, login: 'octocat' };
const acme = { id: 2, login: 'acme' };
const mallory = { id: 666, login: 'mallory' };

function token(account: Account, ...organizations: Account[]): Identity {
  return { method: 'github-at', account, organizations };
}

function job(owner: Account): Identity {
  return { method: 'github-oidc', owner, repository: `${owner.login}/repository` };
}

const dns = (domain: string): Identity => ({ method: 'dns', domain });
const http = (domain: string): Identity => ({ method: 'http', domain });

function standing(owners: number[] | null, ...namespaceOwners: number[]): Standing {
  return { owners, namespaceOwners: new Set([...(owners ?? []), ...namespaceOwners]) };
}

describe('a new name', () => {
  it.each<[string, Identity, number | null]>([
    ['io.github.octocat/weather', token(octocat), 1],
    ['io.github.acme/weather', token(octocat, acme), 2],
    ['io.github.acme/weather', job(acme), 2],
    ['com.example/weather', dns('example.com'), null],
    ['com.example.sub/weather', dns('example.com'), null],
    ['com.example/weather', http('example.com'), null],
    ['io.modelcontextprotocol.anonymous/x', { method: 'none' }, null],
  ])('%s is for %j, and its listing names account %j', (name, identity, owner) => {
    expect(mayPublish(name, identity, NEW)).toEqual({ allowed: true, why: expect.any(String), owner });
  });

  it.each<[string, Identity]>([
    ['io.github.acme/weather', token(octocat)],
    ['io.github.Octocat/weather', token(octocat)],
    ['io.github.octocat.evil/weather', token(octocat)],
    ['io.github.octocat-evil/weather', token(octocat)],
    ['io.github.octocat/weather', job(acme)],
    ['com.example.evil/weather', http('example.com')],
    ['com.exampleevil/x', dns('example.com')],
    ['com.example/x', dns('sub.example.com')],
    ['com.example/x', dns('com')],
    ['io.github.octocat/x', http('octocat.github.io')],
    ['com.example/weather', token(octocat)],
    ['com.example/weather', { method: 'none' }],
    ['com.example/weather', { method: 'oidc', subject: 'admin@example.com' }],
  ])('%s is not for %j', (name, identity) => {
    const decision = mayPublish(name, identity, NEW);
    expect(decision).toEqual({ allowed: false, code: 'E402', why: expect.any(String), fix: expect.any(String) });
  });

  it('says who was refused, and what they could publish instead', () => {
    expect(mayPublish('com.example/x', token(octocat, acme), NEW)).toEqual({
      allowed: false,
      code: 'E402',
      why: 'account 1 (octocat) has not proven the namespace of com.example/x',
      fix: 'Publish under io.github.octocat/* or io.github.acme/*, or prove the other namespace: catalog/publish/README.md says how.',
    });
  });
});

describe('an entry that has owners', () => {
  it('is for them, whatever its namespace, and by an organisation of theirs', () => {
    expect(mayPublish('com.example/x', token(octocat), standing([1]))).toMatchObject({ allowed: true, owner: 1 });
    expect(mayPublish('com.example/x', token(octocat, acme), standing([2]))).toMatchObject({ allowed: true, owner: 2 });
    expect(mayPublish('com.example/x', job(acme), standing([5, 2]))).toMatchObject({ allowed: true, owner: 2 });
  });

  it.each<[string, Identity, Standing]>([
    ['whoever holds its namespace', token(acme), standing([1], 2)],
    ['an owner of the organisation it is named after', token(octocat, acme), standing([5], 1, 2)],
    ['a job of its namespace', job(acme), standing([1], 2)],
    ['the key of its domain', dns('github.com'), standing([1])],
    ['someone who has an owner’s login now', token({ id: 666, login: 'acme' }), standing([2])],
    ['someone without a proof', { method: 'none' }, standing([1])],
  ])('is not for %s', (_who, identity, at) => {
    expect(mayPublish('io.github.acme/x', identity, at)).toMatchObject({ allowed: false, code: 'E401' });
  });

  it('stays with an account that is called something else now, which publishes new names under its new login', () => {
    const renamed = { id: 2, login: 'acme-inc' };
    const catalog = catalogOf({ 'io.github.acme/x': [2] });
    const decide = (name: string) => mayPublish(name, token(renamed), standingOf(catalog, name));
    expect(decide('io.github.acme/x')).toMatchObject({ allowed: true, owner: 2 });
    expect(decide('io.github.acme/new')).toMatchObject({ code: 'E402' });
    expect(decide('io.github.acme-inc/new')).toMatchObject({ allowed: true, owner: 2 });
  });

  it('gives nothing to whoever takes its name for an entry of their own', () => {
    const catalog = catalogOf({ 'io.github.acme/x': [2] });
    // Their own namespace is theirs; the entry they would move it from is not, and E502 says that it stays.
    expect(mayPublish('io.github.mallory/x', token(mallory), standingOf(catalog, 'io.github.mallory/x'))).toMatchObject(
      {
        owner: 666,
      },
    );
    expect(mayPublish('io.github.acme/x', token(mallory), standingOf(catalog, 'io.github.acme/x'))).toMatchObject({
      code: 'E401',
    });
  });

  it('is not for whoever only belongs to an organisation that owns it, since only Owners bring it along', () => {
    expect(mayPublish('io.github.acme/x', token(octocat), standing([2]))).toMatchObject({ code: 'E401' });
  });

  it('is not for whoever adds themselves to its listing: what counts is the listing they start from', () => {
    const before = catalogOf({ 'io.github.acme/x': [2] });
    const after = catalogOf({ 'io.github.acme/x': [2, 666] });
    expect(mayPublish('io.github.acme/x', token(mallory), standingOf(before, 'io.github.acme/x'))).toMatchObject({
      code: 'E401',
    });
    // The same listing after the change would let them in: hence the base.
    expect(mayPublish('io.github.acme/x', token(mallory), standingOf(after, 'io.github.acme/x')).allowed).toBe(true);
  });

  it('is not for whoever writes its name in other letters', () => {
    const catalog = catalogOf({ 'io.github.acme/x': [2] });
    for (const name of ['io.github.ACME/x', 'io.github.acme/X'])
      expect(mayPublish(name, token({ id: 666, login: 'ACME' }), standingOf(catalog, name)).allowed).toBe(false);
  });

  it('names some of its owners to whoever is refused', () => {
    const many = mayPublish('com.example/x', token(mallory), standing([1, 2, 3, 4, 5, 6]));
    expect(many).toEqual({
      allowed: false,
      code: 'E401',
      why: 'com.example/x has owners, and account 666 (mallory) is none of them',
      fix: 'Ask an owner: account 1, 2, 3, 4, 5 or another of 6; https://api.github.com/user/1 says who that is.',
    });
  });
});

describe('an entry without owners, and a namespace that has some', () => {
  it('is for whoever proves the namespace', () => {
    expect(mayPublish('io.github.octocat/x', token(octocat), standing([]))).toMatchObject({ allowed: true, owner: 1 });
    expect(mayPublish('com.example/x', dns('example.com'), standing([]))).toMatchObject({ allowed: true, owner: null });
    expect(mayPublish('io.github.octocat/x', token(mallory), standing([]))).toMatchObject({ code: 'E402' });
  });

  it('stays with its accounts when a login has changed hands', () => {
    const again = { id: 666, login: 'acme' };
    for (const identity of [token(again), token(mallory, again), job(again)]) {
      expect(mayPublish('io.github.acme/new', identity, standing(null, 2))).toMatchObject({ code: 'E403' });
      expect(mayPublish('io.github.acme/old', identity, standing([], 2))).toMatchObject({ code: 'E403' });
    }
    expect(mayPublish('io.github.acme/new', token(octocat, acme), standing(null, 2)).allowed).toBe(true);
  });

  it('stays with its accounts also when a name is written in other letters', () => {
    const catalog = catalogOf({ 'io.github.acme/x': [2] });
    const name = 'io.github.Acme/new';
    expect(mayPublish(name, token({ id: 666, login: 'Acme' }), standingOf(catalog, name))).toMatchObject({
      code: 'E403',
    });
    // The account itself may have changed how it writes its login.
    expect(mayPublish(name, token({ id: 2, login: 'Acme' }), standingOf(catalog, name)).allowed).toBe(true);
  });

  it('does not make its holder someone who has proven it', () => {
    expect(mayPublish('io.github.acme/new', token(octocat), standing(null, 1))).toMatchObject({ code: 'E402' });
  });
});

it('says what each code is about', () => {
  expect(Object.keys(OWNERSHIP_CODES)).toEqual(['E401', 'E402', 'E403']);
});

function catalogOf(owners: Record<string, number[]>) {
  const files = Object.entries(owners).map(([name, ids]): [string, ReturnType<typeof catalogFile>] => {
    const path = `${name}/listing.json`;
    return [path, catalogFile(path, JSON.stringify({ owners: ids.map((githubId) => ({ githubId })) }))];
  });
  return { registry: null, entries: arrange(files) };
}
