import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../catalog/snapshot/snapshot.ts';
import { contentOf, piecesOf } from '../../../site/made-file.ts';
import { aSnapshot, someAssets } from '../../../site/testing.ts';
import type { BuiltAssets } from '../assets.ts';
import { BuildMemory } from '../build-memory.ts';
import { renderSite } from '../render-site.ts';
import { writeBuild } from '../write-build.ts';
import type { Batch } from '../write-folder.ts';
import { packedBatches, packedPath } from './packed-batches.ts';

const assets: BuiltAssets = {
  names: someAssets,
  files: new Map(),
  guide: new Map(),
  draw: async (svg) => Buffer.from(svg),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packed-'));
});
afterAll(() => rm(folder, { recursive: true }));

function filesOf(out: string): Map<string, Buffer> {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name).slice(out.length + 1));
  return new Map(paths.filter((path) => path !== '.nojekyll').map((path) => [path, readFileSync(join(out, path))]));
}

/** Builds a snapshot plain, elsewhere, and holds the packed folder against that. */
async function expectPacked(out: string, snapshot: Snapshot): Promise<void> {
  const plain = join(folder, 'plain');
  await writeBuild(plain, renderSite(structuredClone(snapshot), assets), { commit: snapshot.commit });
  const [is, should] = [filesOf(out), filesOf(plain)];
  expect([...is.keys()].sort()).toEqual([...should.keys()].map(packedPath).sort());
  for (const [path, bytes] of should) {
    const found = is.get(packedPath(path)) ?? Buffer.of();
    expect((packedPath(path) === path ? found : gunzipSync(found)).equals(bytes), path).toBe(true);
  }
}

it('packs a build, and what becomes of it', async () => {
  const [out, memory, snapshot] = [join(folder, 'out'), new BuildMemory(), aSnapshot()];
  const options = { commit: snapshot.commit, memory, packed: true };
  await writeBuild(out, renderSite(snapshot, assets), { commit: snapshot.commit });
  await writeBuild(out, renderSite(snapshot, assets), options);
  await expectPacked(out, snapshot);
  const fewer = { ...snapshot, entries: snapshot.entries.slice(1) };
  expect(await writeBuild(out, renderSite(fewer, assets), options)).toMatchObject({ deleted: expect.any(Number) });
  await expectPacked(out, fewer);
  expect(await writeBuild(out, renderSite(fewer, assets), options)).toMatchObject({ written: 0, deleted: 0 });
  await writeBuild(out, renderSite(fewer, assets), { commit: snapshot.commit });
  expect(filesOf(out)).toEqual(filesOf(join(folder, 'plain')));
});

it('leaves as it is what is read from the folder, and what is packed already', () => {
  const plain = [
    'nginx.conf',
    'nginx-packed.conf',
    '_headers',
    'snapshot/manifest.json',
    'og.png',
    'bundle.0af1.json.gz',
  ];
  for (const path of [
    ...plain,
    'status/runs.json',
    'status/shards/00.json',
    'badges/a/b.svg',
    'status/servers/a/b.json',
  ])
    expect(packedPath(path)).toBe(path);
  // A version may be called 1.0.0-a, and another 1.0.0-a.gz.
  for (const path of ['index.html', 'status/summary.json', 'v0.1/servers/a/b/versions/1.0.0-a.gz', 'a/snapshot/b'])
    expect(packedPath(path)).toBe(`${path}.gz`);
});

describe('batches', () => {
  const LONG = Buffer.alloc(3_000_000, 'much text ');

  async function* twenty(): AsyncGenerator<Batch> {
    const memory = Buffer.alloc(2);
    for (let number = 0; number < 20; number += 1) {
      memory.write(`${number}`.padStart(2));
      yield {
        files: [
          [`${number}.html`, memory],
          [`badges/${number}.svg`, memory],
          ...(number % 3 === 0 ? [[`${number}.json`, () => [memory, LONG]] as const] : []),
        ],
        gone: [`${number}.md`],
        kept: number,
      };
    }
    yield { files: [['manifest.json', memory]] };
  }

  it('come in their order where they are packed, however long their files are, of bytes that hold until the next', async () => {
    const seen = { packed: [] as string[], plain: [] as string[], gone: [] as string[], kept: 0 };
    for await (const { files = [], gone = [], kept = 0 } of packedBatches(twenty())) {
      for (const file of files) {
        const bytes = Buffer.concat(piecesOf(contentOf(file)));
        const isPlain = file[0].endsWith('.svg');
        const text = isPlain ? bytes : gunzipSync(bytes);
        seen[isPlain ? 'plain' : 'packed'].push(`${file[0]}: ${text.subarray(0, 2)}`);
        if (file[0].endsWith('.json.gz') && text.length > 2) expect(text.subarray(2).equals(LONG)).toBe(true);
      }
      seen.gone.push(...gone);
      seen.kept += kept;
    }
    const numbers = Array.from({ length: 20 }, (_, number) => `${number}`);
    const sayingSo = (path: string, number: string) => `${path}: ${number.padStart(2)}`;
    expect(seen).toEqual({
      packed: [
        ...numbers.flatMap((number, index) => [
          sayingSo(`${number}.html.gz`, number),
          ...(index % 3 === 0 ? [sayingSo(`${number}.json.gz`, number)] : []),
        ]),
        'manifest.json.gz: 19',
      ],
      plain: numbers.map((number) => sayingSo(`badges/${number}.svg`, number)),
      gone: numbers.map((number) => `${number}.md.gz`),
      kept: 190,
    });
  });

  it('end with the fault of who makes them', async () => {
    async function* batches(): AsyncGenerator<Batch> {
      for (let number = 0; number < 3; number += 1) yield { files: [[`${number}.html`, LONG]] };
      throw new Error('nothing more can be made');
    }
    const seen = async () => {
      for await (const _ of packedBatches(batches()));
    };
    await expect(seen()).rejects.toThrow('nothing more can be made');
  });
});
