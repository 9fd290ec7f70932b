import { describe, expect, it } from 'vitest';
import { anEntry } from '../../../catalog/testing.ts';
import { aFind, aPackage, aRemote, candidateOf, candidatesOf, codesOf } from './testing.ts';

const entry = anEntry({
  server: { name: 'com.acme/clock', version: '1.0.0', remotes: [{ type: 'sse', url: 'https://clock.acme.com/sse' }] },
});

describe('one server, seen by several', () => {
  const official = aFind({ server: { version: '1.2.0', packages: [aPackage({ version: '1.2.0' })] } });
  const npm = aFind({
    ...{ source: 'npm', where: 'npm:@acme/clock' },
    server: {
      websiteUrl: 'https://acme.com/clock',
      description: 'From npm',
      packages: [aPackage({ version: '9.0.0' })],
    },
  });
  const config = aFind({
    ...{ source: 'client-config', where: '.cursor/mcp.json', nameOrigin: 'derived', evidence: 'guessed' },
    server: {
      name: 'npm.acme/clock',
      description: '',
      version: undefined,
      packages: [aPackage({ version: undefined })],
    },
  });

  it('is one candidate, each field from the most trusted that has it', () => {
    const candidate = candidateOf([config, npm, official]);
    expect(candidate).toMatchObject({
      ...{
        name: 'com.acme/clock',
        nameOrigin: 'publisher',
        confidence: 'high',
        known: null,
        isLocal: false,
        flags: [],
      },
      server: { description: 'Tells the time', version: '1.2.0', websiteUrl: 'https://acme.com/clock' },
      provenance: { description: 'official-registry', packages: 'official-registry', websiteUrl: 'npm' },
    });
    expect(candidate.server.packages).toEqual([aPackage({ version: '1.2.0' })]);
    expect(candidate.seen.map(({ source }) => source)).toEqual(['official-registry', 'npm', 'client-config']);
  });

  it('has the newest version of those that one source has', () => {
    const older = aFind({ server: { version: '1.1.0' } });
    expect(candidateOf([older, official]).server.version).toBe('1.2.0');
    expect(candidateOf([official, older]).server.version).toBe('1.2.0');
  });

  it('keeps a derived name where no publisher gave one, and is then less sure', () => {
    const candidate = candidateOf([config]);
    expect(candidate).toMatchObject({ name: 'npm.acme/clock', nameOrigin: 'derived', confidence: 'low' });
    expect(codesOf(candidate)).toEqual(['description-missing', 'name-derived', 'version-unpinned']);
    expect(candidate.server).toMatchObject({ description: '', version: '0.0.0' });
  });

  it('keeps a package of which no version is named', () => {
    const packages = [aPackage({ version: 'latest' }), aPackage({ registryType: 'oci', identifier: 'acme/clock' })];
    const candidate = candidateOf([
      aFind({ server: { packages: packages.map(({ version: _none, ...rest }) => rest) } }),
    ]);
    expect(codesOf(candidate)).toEqual(['version-unpinned']);
    expect(candidate.server.packages?.map(({ identifier, version }) => [identifier, version])).toEqual([
      ['@acme/clock', undefined],
      ['docker.io/acme/clock:latest', undefined],
    ]);
  });

  it('is known by its remote, and by its repository where nothing else is said', () => {
    const repository = { url: 'https://github.com/acme/clock', source: 'github' };
    const there = aFind({ server: { packages: [], remotes: [aRemote()], repository } });
    const derived = { nameOrigin: 'derived', evidence: 'guessed', source: 'github' } as const;
    const byRemote = {
      name: 'com.acme.clock/mcp',
      packages: [],
      remotes: [aRemote('https://CLOCK.acme.com:443/mcp/')],
    };
    expect(candidatesOf([there, aFind({ ...derived, source: 'client-config', server: byRemote })])).toHaveLength(1);
    const byRepository = { name: 'io.github.acme/clock', packages: [] };
    const where = 'https://github.com/acme/clock';
    expect(candidatesOf([there, aFind({ ...derived, where, server: byRepository })])).toHaveLength(1);
    const other = { ...byRepository, packages: [aPackage({ identifier: 'other' })] };
    expect(candidatesOf([there, aFind({ ...derived, where, server: other })])).toHaveLength(2);
  });

  it('stays several in a repository of many servers', () => {
    const repository = { url: 'https://github.com/acme/servers', source: 'github' };
    const many = ['clock', 'watch', 'timer'].map((name) =>
      aFind({
        ...{ source: 'npm', where: `npm:@acme/${name}`, nameOrigin: 'derived', evidence: 'guessed' },
        server: { name: `npm.acme/${name}`, packages: [aPackage({ identifier: `@acme/${name}` })], repository },
      }),
    );
    expect(candidatesOf(many)).toHaveLength(3);
  });
});

describe('what the catalog has', () => {
  const remotes = [aRemote('https://clock.acme.com/sse', { type: 'sse' })];

  it('is the same, or older', () => {
    const same = aFind({ server: { packages: [], remotes } });
    expect(candidateOf([same], { entries: [entry] })).toMatchObject({ known: 'same', flags: [] });
    const newer = aFind({ server: { version: '1.1.0', packages: [], remotes } });
    expect(candidateOf([newer], { entries: [entry] })).toMatchObject({
      ...{ known: 'newer', server: { version: '1.1.0', description: 'Tells the weather of tomorrow' } },
      provenance: { description: 'catalog', remotes: 'official-registry' },
    });
    const older = aFind({ server: { version: '0.9.0', packages: [], remotes } });
    expect(candidateOf([older], { entries: [entry] }).known).toBe('same');
  });

  it('is known under another name, where that one is derived', () => {
    const derived = aFind({
      ...{ source: 'client-config', nameOrigin: 'derived', evidence: 'guessed' },
      server: { name: 'com.acme.clock/sse', version: undefined, packages: [], remotes },
    });
    expect(candidateOf([derived], { entries: [entry] })).toMatchObject({ name: 'com.acme/clock', known: 'same' });
  });

  it('does not move to another host or package unseen', () => {
    const moved = aFind({
      server: { version: '2.0.0', remotes: [aRemote('https://clock.acme.com.evil.example/mcp')] },
    });
    const candidate = candidateOf([moved], { entries: [entry] });
    expect(candidate).toMatchObject({ known: 'newer', confidence: 'low' });
    expect(candidate.flags.filter(({ code }) => code === 'place-changed').map(({ pointer }) => pointer)).toEqual([
      '/packages',
      '/remotes',
    ]);
  });

  it.each([
    ['name', { names: ['com.acme/clock'] }],
    ['package', { packages: ['npm:@acme/clock'] }],
    ['remote', { remotes: ['https://clock.acme.com/mcp/'] }],
    ['repository', { repositories: ['https://github.com/Acme/Clock'] }],
  ])('was refused by its %s, up to a version', (_what, identity) => {
    const repository = { url: 'https://github.com/acme/clock', source: 'github' };
    const refusal = { ...identity, reason: 'No', by: 'me', at: '2026-11-22T09:00:00Z', upTo: '1.0.0' };
    const refused = { refused: [refusal], optedOut: [] };
    const find = (version: string) => aFind({ server: { version, remotes: [aRemote()], repository } });
    expect(candidateOf([find('1.0.0')], { refused }).known).toBe('refused');
    expect(candidateOf([find('1.0.1')], { refused }).known).toBeNull();
  });

  it.each([
    ['namespace', { names: ['com.acme/*'] }],
    ['host', { hosts: ['acme.com'] }],
  ])('is of a publisher who asked not to be listed, by %s', (_what, identity) => {
    const refused = { refused: [], optedOut: [{ ...identity, at: '2026-11-22T09:00:00Z' }] };
    expect(candidateOf([aFind({ server: { remotes: [aRemote()] } })], { refused }).known).toBe('refused');
    const other = aFind({ server: { name: 'com.acmeister/clock', remotes: [aRemote('https://acmeister.com')] } });
    expect(candidateOf([other], { refused }).known).toBeNull();
  });
});
