import { describe, expect, it } from 'vitest';
import { anIncident, aRecord, at } from '../status/testing.ts';
import { newsBetween } from './news.ts';
import { storeOf } from './testing.ts';

const open = anIncident();
const over = anIncident({ endedAt: at(3600) });
const told = (...news: ReturnType<typeof newsBetween>) => news.map(({ event, at: moment }) => [event, moment]);

describe('news between two stores', () => {
  it('is that an incident was confirmed, and that it ended', () => {
    expect(told(...newsBetween(storeOf(), storeOf(open)))).toEqual([['confirmed', at(1800)]]);
    expect(told(...newsBetween(storeOf(open), storeOf(over)))).toEqual([['ended', at(3600)]]);
  });

  it('is both, in their order, where a run saw nothing in between', () => {
    expect(told(...newsBetween(storeOf(), storeOf(over)))).toEqual([
      ['confirmed', at(1800)],
      ['ended', at(3600)],
    ]);
  });

  it('is nothing where nothing changed, or where old incidents are forgotten', () => {
    expect(newsBetween(storeOf(open), storeOf(open))).toEqual([]);
    expect(newsBetween(storeOf(over), storeOf())).toEqual([]);
  });

  it('is nothing of a server that was not known: then its past was lost and found again', () => {
    expect(newsBetween({ records: new Map(), runs: [] }, storeOf(open))).toEqual([]);
  });

  it('is in the order of time, whatever the order of servers', () => {
    const records = [3, 1, 2].map((index) => {
      const incident = anIncident({ id: `${index}`.repeat(16), server: `a/b${index}`, confirmedAt: at(index) });
      return [`a/b${index}`, aRecord(`a/b${index}`, 0, { incidents: [incident] })] as const;
    });
    const before = new Map(records.map(([name]) => [name, aRecord(name)]));
    const news = newsBetween({ records: before, runs: [] }, { records: new Map(records), runs: [] });
    expect(news.map(({ incident }) => incident.server)).toEqual(['a/b1', 'a/b2', 'a/b3']);
  });
});
