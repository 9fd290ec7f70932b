import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from './load.ts';
import { NOTHING_REFUSED, type Refusal } from './refused.ts';
import { addRefusals, readRefused } from './refused-file.ts';
import { judgeCatalog } from './rules/judge.ts';
import { aListing, aRegistry, aServerJson } from './testing.ts';
import { writeCatalog } from './testing-files.ts';

let folder: string;
beforeEach(() => {
  folder = writeCatalog(mkdtempSync(join(tmpdir(), 'refused-')), {
    'registry.json': aRegistry,
    'servers/com.example/weather/1.0.0.json': aServerJson(),
    'servers/com.example/weather/listing.json': aListing(),
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

const refusal: Refusal = {
  ...{ names: ['io.github.acme/clock'], packages: ['npm:@acme/clock'], upTo: '1.2.0' },
  ...{ reason: 'It tells the wrong time', by: 'octocat', at: '2026-11-22T09:00:00Z' },
};

describe('refused.json', () => {
  it('need not be there', async () => {
    expect(await readRefused(folder)).toEqual(NOTHING_REFUSED);
    expect(judgeCatalog(await loadCatalog(folder))).toEqual([]);
  });

  it('remembers refusals, one after the other, and is then a sound file', async () => {
    await addRefusals(folder, [refusal]);
    await addRefusals(folder, [{ ...refusal, names: ['io.github.acme/watch'] }]);
    const { refused } = await readRefused(folder);
    expect(refused.map(({ names }) => names)).toEqual([['io.github.acme/clock'], ['io.github.acme/watch']]);
    expect(judgeCatalog(await loadCatalog(folder))).toEqual([]);
    expect(readFileSync(join(folder, 'refused.json'), 'utf8')).toContain('"$schema": "./schema/refused.schema.json"');
  });

  it('is judged with the catalog: what is misspelt or lacks a reason is found at its place', async () => {
    const { reason: _reason, ...nameless } = refusal;
    writeCatalog(folder, { 'refused.json': { refused: [{ ...nameless, pakages: [] }], optedOut: [] } });
    const found = judgeCatalog(await loadCatalog(folder));
    expect(found.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['E201', '/refused/0/reason'],
      ['E203', '/refused/0/pakages'],
    ]);
    await expect(readRefused(folder)).rejects.toThrow('npm run validate');
  });
});
