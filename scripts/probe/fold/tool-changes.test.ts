import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEntry, aTool } from '../../../catalog/testing.ts';
import { fingerprintTools, type ToolDefinition } from '../../../catalog/tools/tool.ts';
import { fold } from '../fold.ts';
import { StatusRecord } from '../record.ts';
import { aLook } from '../testing.ts';

const START = Date.parse('2026-11-22T00:00:00.000Z');
const DAY_MS = 86_400_000;
const entry = anEntry();

function at(day: number): string {
  return new Date(START + day * DAY_MS).toISOString();
}

/** The record after a look a day, each of which listed these tools; null stands for one that listed none. */
function recordAfter(lists: (ToolDefinition[] | null)[], id = 'remote-0'): StatusRecord {
  const record = lists.reduce<StatusRecord | undefined>(
    (so, tools, day) => fold(entry, '1.0.0', [aLook('ok', { tools, id })], so, at(day)),
    undefined,
  );
  expect(StatusRecord.parse(record)).toEqual(record);
  return StatusRecord.parse(record);
}

const [mail, wipe] = [aTool({ name: 'mail' }), aTool({ name: 'wipe' })];

describe('the changes of tools', () => {
  it('are none for a first listing, for the same tools, and for a look that lists none', () => {
    expect(recordAfter([[mail]]).toolChanges).toEqual([]);
    expect(recordAfter([[mail, wipe], [wipe, mail], null, [mail, wipe]]).toolChanges).toEqual([]);
  });

  it('say what came, what went, what is another, and how bad the worst of it is', () => {
    const other = { ...mail, description: 'Writes letters' };
    const { toolChanges } = recordAfter([[mail], [mail, wipe], [other, wipe], null, [other]]);
    expect(toolChanges).toEqual([
      {
        ...{ at: at(1), setHash: fingerprintTools([mail, wipe]).setHash, change: 'additive' },
        ...{ added: ['wipe'], removed: [], changed: [] },
      },
      expect.objectContaining({ at: at(2), change: 'description', added: [], removed: [], changed: ['mail'] }),
      expect.objectContaining({ at: at(4), change: 'breaking', added: [], removed: ['wipe'], changed: [] }),
    ]);
  });

  it('are not made of what two instances list', () => {
    const local = fold(entry, '1.0.0', [aLook('ok', { id: 'package-npm', tools: [mail] })], undefined, at(0));
    const looks = [aLook('timeout', { id: 'package-npm' }), aLook('ok', { id: 'remote-0', tools: [mail, wipe] })];
    const hosted = fold(entry, '1.0.0', looks, local, at(1));
    expect([hosted.tools, hosted.listedBy, hosted.toolChanges]).toEqual([[mail, wipe], 'remote-0', []]);
  });

  it('are found in records that are older than the memory of who listed', () => {
    const { listedBy: _by, toolChanges: _changes, ...old } = recordAfter([[mail]]);
    const after = fold(entry, '1.0.0', [aLook('ok', { tools: [wipe] })], StatusRecord.parse(old), at(1));
    expect(after.toolChanges).toMatchObject([{ change: 'breaking', added: ['wipe'], removed: ['mail'] }]);
  });

  it('stay small, whatever a server lists', () => {
    const many = Array.from({ length: 50 }, (_none, index) => aTool({ name: `${index} ${'x'.repeat(500)}` }));
    const { toolChanges } = recordAfter(Array.from({ length: 60 }, (_none, day) => (day % 2 ? many : [mail])));
    expect(toolChanges).toHaveLength(20);
    expect(toolChanges.at(-1)).toMatchObject({ added: { length: 20 }, removed: ['mail'], more: 30 });
    expect(toolChanges.at(-1)?.added.every(({ length }) => length <= 128)).toBe(true);
  });

  it('are kept for 90 days', () => {
    const still = Array.from({ length: 89 }, () => [wipe]);
    expect(recordAfter([[mail], [wipe], ...still, [wipe]]).toolChanges).toHaveLength(1);
    expect(recordAfter([[mail], [wipe], ...still, [wipe], [wipe]]).toolChanges).toHaveLength(0);
  });

  it('always lead from the tools before to the tools now', () => {
    const tool = fc
      .record({ name: fc.constantFrom('a', 'b', 'c'), description: fc.constantFrom('one', 'two') })
      .map((over) => aTool(over));
    const list = fc.uniqueArray(tool, { selector: ({ name }) => name, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 12 }), (lists) => {
        const { toolChanges } = recordAfter(lists);
        const hashes = lists.map((tools) => fingerprintTools(tools).setHash);
        const moved = hashes.flatMap((hash, day) =>
          day > 0 && hash !== hashes[day - 1] ? [{ at: at(day), setHash: hash }] : [],
        );
        expect(toolChanges).toMatchObject(moved);
        for (const { added, removed, changed, at: when } of toolChanges) {
          const day = (Date.parse(when) - START) / DAY_MS;
          const namesOf = (index: number) => new Set(lists[index]?.map(({ name }) => name));
          const after = new Set([...namesOf(day - 1)].filter((name) => !removed.includes(name)).concat(added));
          expect(after).toEqual(namesOf(day));
          expect(changed.every((name) => after.has(name))).toBe(true);
        }
      }),
      { seed: 20261122, numRuns: 30 },
    );
  });
});
