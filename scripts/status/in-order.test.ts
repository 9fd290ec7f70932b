import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject } from '../../catalog/json/json.ts';
import { Health, Reason } from '../../catalog/status/status.ts';
import { aStatus, aTool } from '../../catalog/testing.ts';
import { NOTHING } from '../probe/fold/memory.ts';
import { Mark, StatusRecord } from '../probe/record.ts';
import { inOrder } from './in-order.ts';
import { anIncident, aRecord, at } from './testing.ts';

const ordered = inOrder(StatusRecord);

const some = { requiredKeys: [] };
const moment = fc.integer({ min: 0, max: 10 ** 7 }).map(at);
const text = fc.string({ unit: 'binary', maxLength: 20 });
const count = fc.nat({ max: 99 });
const more = { maintenance: count, excluded: count };
const evidence = fc.record({ step: text, request: text, response: text, repeat: text });
const standing = fc.record({
  ...{ health: fc.constantFrom(...Health.options), reason: fc.constantFrom(...Reason.options), since: moment },
});
const said = fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'title', '9')), fc.jsonValue({ maxDepth: 2 }));
const tool = fc
  .record({ inputSchema: said, outputSchema: said, annotations: fc.dictionary(fc.constantFrom('a', '1'), text), said })
  .map(({ said: own, ...rest }) => ({ ...own, title: 'A tool', ...aTool(rest) }));

/** Records of every kind: with and without what is optional, and with tools that say what they like. */
const record = fc
  .record({
    found: fc.record({ certificate: fc.record({ endsAt: moment }), card: fc.record({ valid: fc.boolean() }) }, some),
    samples: fc.array(fc.record({ at: moment, mark: fc.constantFrom(...Mark.options), latencyMs: fc.option(count) })),
    days: fc.array(fc.record({ date: fc.constant('2026-11-22'), up: count, degraded: count, down: count, ...more })),
    tools: fc.option(fc.array(tool)),
    memory: fc.record({ known: fc.option(standing), changes: fc.array(moment) }, some),
    incident: fc.record({ evidence, cause: text, flapping: fc.boolean() }, some),
    evidence: fc.record({ good: fc.option(evidence), bad: fc.option(evidence) }),
  })
  .map(({ found, memory, incident, ...rest }) => ({
    ...aRecord(),
    ...rest,
    status: aStatus({ instances: aStatus().instances.map((each) => ({ ...each, ...found })) }),
    memory: { ...NOTHING, ...memory },
    incidents: [anIncident(incident)],
  }));

/** The same value, with the fields of every object in an order that the numbers say. */
function shuffled(value: unknown, numbers: number[]): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, numbers));
  if (!isObject(value)) return value;
  const rank = (index: number) => numbers[index % numbers.length] ?? 0;
  const members = Object.entries(value)
    .map(([key, member], index) => ({ key, member, rank: rank(index) }))
    .toSorted((a, b) => a.rank - b.rank);
  return Object.fromEntries(members.map(({ key, member }) => [key, shuffled(member, numbers)]));
}

describe('values in order', () => {
  it('have the bytes that parsing them gives, in whatever order their fields were', () => {
    const order = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(record, order, (value, numbers) => {
        for (const each of [value, shuffled(value, numbers)])
          expect(JSON.stringify(ordered(each))).toBe(JSON.stringify(StatusRecord.parse(each)));
      }),
      { seed: 20261122, numRuns: 50 },
    );
  });

  it('have the fields of their schema and no others, as deep as it goes; what a tool says stays', () => {
    const { memory: _later, ...known } = aRecord();
    const tools = [{ ...aTool(), more: { 1: 2 } }];
    const status = {
      ...known.status,
      more: 1,
      instances: known.status.instances.map((each) => ({ more: 1, ...each })),
    };
    expect(ordered({ more: 1, ...known, tools, status })).toEqual({ ...aRecord(), tools });
  });

  it('are the same values where they were in order', () => {
    const value = StatusRecord.parse(aRecord());
    expect(ordered(value)).toBe(value);
  });
});
