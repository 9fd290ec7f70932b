import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anEntry, aTool } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import { fingerprintTools, ToolLock } from '../../catalog/tool.ts';
import { proposeLocks } from './locks.ts';
import { aLook, aProbed } from './testing.ts';

const FILE = 'servers/com.example/weather/tools.json';
let catalog: string;
beforeEach(() => {
  catalog = writeCatalog(mkdtempSync(join(tmpdir(), 'locks-')), { 'servers/com.example/weather/listing.json': {} });
});
afterEach(() => rmSync(catalog, { recursive: true }));

const listed = aLook('ok', { tools: [aTool({ name: 'b' }), aTool({ name: 'a' })] });
const lock: ToolLock = { schemaVersion: 1, version: '1.0.0', era: 'legacy', ...fingerprintTools(listed.tools ?? []) };

function propose(looks = [listed], locked: ToolLock | null = null): Promise<string[]> {
  const entry = anEntry({ lock: locked });
  return proposeLocks([aProbed(looks, entry)], new Map([[entry.name, entry]]), catalog);
}

describe('proposeLocks', () => {
  it('writes the tools that were seen where nothing is locked, as a valid lock', async () => {
    expect(await propose()).toEqual([join(catalog, FILE)]);
    const text = readFileSync(join(catalog, FILE), 'utf8');
    const written = { $schema: '../../../schema/tools.schema.json', ...lock, era: 'modern' };
    expect(ToolLock.parse(JSON.parse(text))).toEqual(written);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('leaves a lock that still holds', async () => {
    expect(await propose([listed], lock)).toEqual([]);
    expect(readdirSync(join(catalog, 'servers/com.example/weather'))).toEqual(['listing.json']);
  });

  it('replaces a lock of other tools, or of another version', async () => {
    expect(await propose([listed], { ...lock, version: '0.9.0' })).toEqual([join(catalog, FILE)]);
    expect(await propose([listed], { ...lock, ...fingerprintTools([aTool()]) })).toEqual([join(catalog, FILE)]);
  });

  it('locks no tools of a server that did not list them', async () => {
    expect(await propose([aLook('timeout'), aLook('tools-list-failed')])).toEqual([]);
    expect(await propose([])).toEqual([]);
    expect(await propose([aLook('timeout'), listed])).toEqual([join(catalog, FILE)]);
  });
});
