import { describe, expect, it } from 'vitest';
import { aStatus } from '../../catalog/testing.ts';
import { EMPTY_STORE, mergeStores, momentOf } from './store.ts';
import { aRecord, aRun, aStore, at } from './testing.ts';

describe('merging two stores', () => {
  it('keeps of each server the newer look, and every server and run that only one has', () => {
    const one = { records: new Map([['a/both', aRecord('a/both', 5)]]), runs: [aRun('1', 0), aRun('2', 60)] };
    const other = {
      records: new Map([
        ['a/both', aRecord('a/both', 3)],
        ['a/theirs', aRecord('a/theirs', 1)],
      ]),
      runs: [aRun('3', 30), aRun('2', 60)],
    };
    const merged = mergeStores(one, other);
    expect(merged.records).toEqual(
      new Map([
        ['a/both', aRecord('a/both', 5)],
        ['a/theirs', aRecord('a/theirs', 1)],
      ]),
    );
    expect(merged.runs.map(({ id }) => id)).toEqual(['1', '3', '2']);
  });

  it('comes to the same in either order, also of two looks at the same moment', () => {
    const up = { records: new Map([['a/b', aRecord('a/b')]]), runs: [aRun('1')] };
    const status = aStatus({ server: 'a/b', reason: 'timeout', checkedAt: at(0) });
    const down = { records: new Map([['a/b', aRecord('a/b', 0, { status })]]), runs: [{ ...aRun('1'), bad: 1 }] };
    expect(mergeStores(up, down)).toEqual(mergeStores(down, up));
  });

  it('compares moments, not their spelling', () => {
    const spelled = (checkedAt: string) => ({
      records: new Map([['a/b', aRecord('a/b', 0, { status: aStatus({ server: 'a/b', checkedAt }) })]]),
      runs: [],
    });
    const [older, newer] = [spelled('2026-11-22T09:37:02Z'), spelled('2026-11-22T09:37:02.5Z')];
    expect(mergeStores(older, newer)).toEqual(newer);
    expect(mergeStores(newer, older)).toEqual(newer);
  });

  it('keeps the newest 500 runs', () => {
    const runs = Array.from({ length: 600 }, (_none, index) => aRun(`run-${index}`, index));
    const merged = mergeStores({ records: new Map(), runs: runs.slice(300) }, { records: new Map(), runs });
    expect(merged.runs).toEqual(runs.slice(100));
  });

  it('changes neither', () => {
    const [one, other] = [aStore(['a/b']), aStore(['a/c'])];
    mergeStores(one, other);
    expect([...one.records.keys(), ...other.records.keys()]).toEqual(['a/b', 'a/c']);
  });
});

describe('the moment of a store', () => {
  it('is that of the last look, or of a run that looked at nothing', () => {
    expect(momentOf(aStore(['a/b'], 7))).toBe(at(7));
    expect(momentOf(aStore(['a/b'], 7, [aRun('1', 20)]))).toBe(at(21));
    expect(momentOf(EMPTY_STORE)).toBe('1970-01-01T00:00:00Z');
  });
});
