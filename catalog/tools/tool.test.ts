import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aTool } from '../testing.ts';
import { fingerprint, fingerprintTools, ToolDefinition } from './tool.ts';

describe('fingerprint', () => {
  it('is the same whatever order the keys come in', () => {
    const tool = {
      inputSchema: { required: ['city'], properties: { city: { type: 'string' } }, type: 'object' },
      description: 'Forecasts the weather of a city',
      name: 'forecast',
    };
    expect(fingerprint(tool)).toBe(fingerprint(aTool()));
  });

  it('is the SHA-256 of canonical JSON, as anyone can work it out', () => {
    const schema = '{"properties":{"city":{"type":"string"}},"required":["city"],"type":"object"}';
    const json = `{"description":"Forecasts the weather of a city","inputSchema":${schema},"name":"forecast"}`;
    expect(fingerprint(aTool())).toBe(`sha256-${createHash('sha256').update(json).digest('hex')}`);
  });

  it('is the same for text that only Unicode writes differently', () => {
    const composed = aTool({ title: 'Caf\u00e9', inputSchema: { type: 'object', properties: { 'caf\u00e9': {} } } });
    const decomposed = aTool({
      title: 'Cafe\u0301',
      inputSchema: { type: 'object', properties: { 'cafe\u0301': {} } },
    });
    expect(fingerprint(decomposed)).toBe(fingerprint(composed));
  });

  it('does not look at fields that it does not know', () => {
    const extra = { _meta: { build: 7 }, icons: [], execution: { taskSupport: 'optional' } };
    expect(fingerprint(aTool(extra))).toBe(fingerprint(aTool()));
  });

  it('changes with everything that a model or a caller acts on', () => {
    const tools = [
      aTool(),
      aTool({ name: 'forecasts' }),
      aTool({ title: 'Forecast' }),
      aTool({ description: 'Forecasts the weather of a town' }),
      aTool({ description: undefined }),
      aTool({ inputSchema: { type: 'object' } }),
      aTool({ outputSchema: { type: 'object' } }),
      aTool({ annotations: {} }),
      aTool({ annotations: { readOnlyHint: true } }),
      aTool({ annotations: { readOnlyHint: true, unknownHint: 1 } }),
    ];
    expect(new Set(tools.map(fingerprint)).size).toBe(tools.length);
  });
});

describe('fingerprintTools', () => {
  const tools = ['c', 'a', 'B', 'a_b'].map((name) => aTool({ name }));

  it('sorts by name, and keeps each definition as it came', () => {
    const { tools: sorted } = fingerprintTools(tools);
    expect(sorted).toEqual(
      ['B', 'a', 'a_b', 'c'].map((name) => ({ name, hash: fingerprint(aTool({ name })), definition: aTool({ name }) })),
    );
  });

  it('gives one hash to a set of tools, whatever order they come in, also where two share a name', () => {
    const twins = [aTool({ title: 'One' }), aTool({ title: 'Two' })];
    const { setHash } = fingerprintTools([...tools, ...twins]);
    expect(fingerprintTools([...twins.toReversed(), ...tools.toReversed()]).setHash).toBe(setHash);
    expect(fingerprintTools(tools).setHash).not.toBe(setHash);
    expect(fingerprintTools([])).toEqual({ setHash: expect.stringMatching(/^sha256-e3b0c442/), tools: [] });
  });
});

describe('ToolDefinition', () => {
  it('keeps what it does not know, and refuses what is no tool', () => {
    const tool = { ...aTool(), icons: [{ src: 'a' }], annotations: { title: 'T', readOnlyHint: 'yes' } };
    expect(ToolDefinition.parse(tool)).toEqual(tool);
    const wrong = [null, {}, { name: 'x' }, { name: 1, inputSchema: {} }, { name: 'x', inputSchema: [] }];
    expect(wrong.filter((value) => ToolDefinition.safeParse(value).success)).toEqual([]);
  });
});
