import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aHub } from './oci/testing-hub.ts';
import { oci } from './oci.ts';
import { type FarWorld, inShort, looked } from './testing-far.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oci-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const look = ({ origin }: { origin: string }, over: object = {}, world: Partial<FarWorld> = {}) => {
  const settings = { oci: { hub: origin, registry: origin, ...over }, politeness: { gapMs: 0 } };
  return looked(oci, { folder, settings, ...world });
};

const LABEL = 'io.modelcontextprotocol.server.name';
const named = (name: string, labels: Record<string, string> = {}) => ({ [LABEL]: name, ...labels });

describe('a namespace', () => {
  it('has servers where a label names them, page by page, and no private ones', async () => {
    await using hub = await aHub(
      [
        { repository: 'acme/weather', tags: { latest: {}, '1.2.0': named('com.acme/weather'), '1.10.0-rc1': {} } },
        { repository: 'acme/tool', tags: { latest: { maintainer: 'acme' } } },
        { repository: 'acme/notes', tags: { latest: named('com.acme/notes') } },
        { repository: 'acme/hidden', tags: { latest: named('com.acme/hidden') }, isPrivate: true },
        { repository: 'acme/empty', tags: {} },
      ],
      { pageSize: 2 },
    );
    const { finds, faults, error } = await look(hub, { namespaces: ['acme'] });
    expect([faults, error]).toEqual([[], undefined]);
    expect(finds.map((find) => `${find.where} ${inShort(find)}`)).toEqual([
      'docker.io/acme/weather:1.2.0 com.acme/weather publisher proven',
      'docker.io/acme/notes:latest com.acme/notes publisher proven version-unpinned',
    ]);
    expect(finds[0]?.server).toEqual({
      ...{ name: 'com.acme/weather', version: '1.2.0' },
      packages: [{ registryType: 'oci', identifier: 'docker.io/acme/weather:1.2.0', transport: { type: 'stdio' } }],
    });
  });

  it('that is Docker’s own has servers without such a label, under derived names', async () => {
    const metadata =
      'name: fetch\nabout:\n  title: Fetch\n  description: Gets pages\nsecrets:\n  - env: KEY\n    example: planted-secret\n';
    const labels = { 'io.docker.server.metadata': metadata, 'org.opencontainers.image.version': '2.0.0' };
    await using hub = await aHub([{ repository: 'mcp/fetch', description: 'Short', tags: { latest: labels } }]);
    const { finds } = await look(hub);
    expect(finds.map(inShort)).toEqual(['io.docker.mcp/fetch derived guessed name-derived version-unpinned']);
    expect(finds[0]?.server).toMatchObject({ title: 'Fetch', description: 'Gets pages', version: '2.0.0' });
  });

  it('costs no pull the second time, while its images are the same', async () => {
    await using hub = await aHub([{ repository: 'mcp/fetch', tags: { latest: named('com.acme/fetch') } }]);
    const first = await look(hub);
    expect(hub.state.pullsLeft).toBe(99);
    expect((await look(hub)).finds).toEqual(first.finds);
    expect(hub.state.pullsLeft).toBe(99);
    hub.state.images = [{ repository: 'mcp/fetch', tags: { latest: named('com.acme/fetch', { changed: 'yes' }) } }];
    await look(hub);
    expect(hub.state.pullsLeft).toBe(98);
  });

  it('is looked at no further back than is wanted', async () => {
    await using hub = await aHub([
      { repository: 'mcp/old', tags: { latest: {} }, updatedAt: '2026-01-01T00:00:00.123456Z' },
      { repository: 'mcp/new', tags: { latest: {} } },
    ]);
    const { finds } = await look(hub, {}, { since: new Date('2026-10-01T00:00:00Z') });
    expect(finds.map(({ where }) => where)).toEqual(['docker.io/mcp/new:latest']);
  });

  it('is waited for when its host asks for that', async () => {
    await using hub = await aHub([{ repository: 'mcp/fetch', tags: { latest: {} } }]);
    hub.state.isLimited = true;
    const { finds, slept } = await look(hub);
    expect(finds).toHaveLength(1);
    expect(slept.some((ms) => ms > 25_000 && ms <= 30_000)).toBe(true);
  });

  it('is not looked at where nothing says where Docker Hub is, or is not there', async () => {
    await using hub = await aHub([]);
    expect((await look(hub, { hub: null })).faults).toEqual([
      'oci.namespaces: oci.hub does not say where the API of Docker Hub is, so none is looked at',
    ]);
    expect((await look(hub)).faults).toEqual(['namespace mcp: Docker Hub has no such namespace or repository']);
  });

  it('ends the source once there were too many pulls, with what it has', async () => {
    const tags = { latest: {} };
    const images = ['a', 'b', 'c'].map((name) => ({ repository: `mcp/${name}`, tags: { latest: { name } } }));
    await using hub = await aHub([...images, { repository: 'mcp/d', tags }], { pulls: 2 });
    const { finds, error } = await look(hub);
    expect(finds).toHaveLength(2);
    expect(error).toMatch(/says that there were too many pulls \(429\)$/);
  });
});

describe('a single image', () => {
  it('is read by the name it is pulled by', async () => {
    const source = 'https://user:planted-secret@github.com/acme/weather.git';
    const labels = named('com.acme/weather', { 'org.opencontainers.image.source': source, token: 'planted-secret' });
    await using hub = await aHub([{ repository: 'acme/weather', tags: { '1.0.0': labels } }]);
    const { finds } = await look(hub, { namespaces: [], images: ['ghcr.io/acme/weather:1.0.0'] });
    expect(finds.map(({ where }) => where)).toEqual(['ghcr.io/acme/weather:1.0.0']);
    expect(finds[0]?.server.repository).toEqual({ url: 'https://github.com/acme/weather', source: 'github' });
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    const texts = kept.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
    expect(JSON.stringify(finds)).not.toContain('planted-secret');
    expect(texts.join()).not.toContain('Bearer');
  });

  it('that cannot be used is told of, and the rest goes on', async () => {
    const bomb = ['a: &a [x,x,x]', 'b: &b [*a,*a,*a]', 'title: [*b,*b]'].join('\n');
    await using hub = await aHub([
      { repository: 'acme/plain', tags: { latest: {} } },
      { repository: 'acme/odd', tags: { latest: named('<script>') } },
      { repository: 'acme/bomb', tags: { '1.0': named('com.acme/bomb', { 'io.docker.server.metadata': bomb }) } },
    ]);
    const images = ['Acme/UPPER', 'acme/plain', 'acme/odd', 'acme/gone', 'acme/bomb:1.0'];
    const { finds, faults } = await look(hub, { namespaces: [], images });
    expect(finds.map(inShort)).toEqual(['com.acme/bomb publisher proven']);
    expect(faults).toEqual([
      'Acme/UPPER: it is no reference of an image',
      'acme/plain: no label names its server',
      'acme/odd: what its label says is no name of a server',
      'acme/gone: docker.io gives it to nobody (404)',
      expect.stringMatching(/^docker\.io\/acme\/bomb: io\.docker\.server\.metadata: .*alias/i),
    ]);
  });

  it('is not asked for in this network, where no registry was chosen', async () => {
    await using hub = await aHub([]);
    const images = [`${new URL(hub.origin).host}/acme/weather`];
    const { faults } = await look(hub, { registry: null, namespaces: [], images });
    expect(faults).toEqual([expect.stringContaining('127.0.0.1')]);
    expect(hub.state.asked).toEqual([]);
  });
});
