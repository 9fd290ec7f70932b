import { describe, expect, it } from 'vitest';
import { Drift, Reason } from '../../catalog/status/status.ts';
import { anIncident, aStatus, aTool, aToolsChange } from '../../catalog/testing.ts';
import { argumentsOf } from './arguments.ts';
import { DRIFT, toolsChanged } from './drift.ts';
import { exampleOf } from './example.ts';
import { happened, happenedSoFar, openFirst } from './incident.ts';
import { ladderOf } from './ladder.ts';
import { asWord, counted, milliseconds, percent } from './numbers.ts';
import { REASONS } from './reasons.ts';
import { stateInShort, stateOf } from './state.ts';
import { duration, moment, relative } from './time.ts';
import { line, visible } from './visible.ts';

describe('numbers', () => {
  it('says 100 % only when nothing failed', () => {
    expect(percent(99_999, 100_000)).toBe('99.99\u00a0%');
    expect(percent(10, 10)).toBe('100\u00a0%');
  });

  it('groups thousands, and knows one from many', () => {
    expect([counted(1, 'server'), counted(1904, 'server'), counted(0, 'category', 'categories')]).toEqual([
      '1 server',
      '1,904 servers',
      '0 categories',
    ]);
    expect([milliseconds(190.4), milliseconds(3400), asWord(5), asWord(11)]).toEqual([
      '190\u00a0ms',
      '3.4\u00a0s',
      'Five',
      '11',
    ]);
  });
});

describe('times', () => {
  const at = Date.parse('2026-11-22T10:00:00Z');

  it('are relative for a day, and then stay moments', () => {
    expect(relative('2026-11-22T09:56:00Z', at)).toBe('4 minutes ago');
    expect(relative('2026-11-21T10:30:00Z', at)).toBe('23 hours ago');
    expect(relative('2026-11-21T09:59:00Z', at)).toBeNull();
    expect(relative('2026-11-22T11:00:00Z', at)).toBeNull();
    expect(moment('2026-11-19T08:07:11Z')).toBe('Thu 19 Nov 2026, 08:07 UTC');
  });

  it.each([
    [20_000, 'less than a minute'],
    [58 * 60_000, '58 minutes'],
    [184 * 60_000, '3 h 4 min'],
    [73 * 3_600_000, '3 days 1 h'],
    [24 * 3_600_000, '1 day'],
  ])('%d ms last %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});

describe("a publisher's text", () => {
  it('hides nothing: what cannot be seen is spelled out', () => {
    expect(visible('a\u202eb\u200bc\u{e0041}\u0007')).toBe('a[U+202E]b[U+200B]c[U+E0041][U+0007]');
    expect(visible('half \ud83d, none \uffff')).toBe('half [U+D83D], none [U+FFFF]');
    expect(visible('line\r\nline\ttab 👩‍💻')).toBe('line\nline\ttab 👩‍💻');
  });

  it('fits on a line', () => {
    expect(line(`one\n  two ${'x'.repeat(300)}`, 12)).toBe('one two xxx…');
    expect(line('ab😀cd', 4)).toBe('ab…');
  });
});

describe('the state sentence', () => {
  it.each([
    ['ok', 'Working.', 'working'],
    ['auth-required', 'Working.', 'working, needs sign-in'],
    ['slow', 'Slow.', 'slow'],
    ['tls', 'Down', 'down, TLS fails'],
    ['needs-config', 'Not known.', 'needs configuration'],
  ] as const)('of %s begins with the verdict "%s"', (reason, verdict, short) => {
    expect(stateOf(aStatus({ reason })).verdict).toBe(verdict);
    expect(stateInShort(aStatus({ reason }))).toBe(short);
  });

  it('says of an unchecked server that we have not looked', () => {
    expect(stateOf(null)).toMatchObject({ verdict: 'Not known.', lead: 'We have not checked it yet.' });
  });

  it('has words for every reason there is', () => {
    expect(Object.keys(REASONS).sort()).toEqual([...Reason.options].sort());
  });
});

describe('an incident', () => {
  const now = '2026-11-12T17:11:00Z';
  const words = (over: Parameters<typeof anIncident>[0]) => [
    happened(anIncident(over)),
    happenedSoFar(anIncident(over), now),
  ];

  it.each([
    [{}, 'was down for 58 minutes', 'Was down for 58 minutes'],
    [{ endedAt: null }, 'is down', 'Down for 3 h 4 min so far'],
    [{ flapping: true }, 'was down on and off for 58 minutes', 'Was down on and off for 58 minutes'],
    [{ flapping: true, endedAt: null }, 'goes down again and again', 'Down on and off for 3 h 4 min so far'],
    [{ severity: 'minor' as const }, 'kept changing for 58 minutes', 'Kept changing for 58 minutes'],
    [{ severity: 'minor' as const, endedAt: null }, 'keeps changing', 'Changing all the time for 3 h 4 min so far'],
  ])('%j: it %s', (over, says, soFar) => {
    expect(words(over)).toEqual([says, soFar]);
  });

  it('that lasts comes before those that ended, the newest first', () => {
    const [old, open, newer] = [
      anIncident({ id: 'a', startedAt: '2026-11-01T00:00:00Z' }),
      anIncident({ id: 'b', startedAt: '2026-11-02T00:00:00Z', endedAt: null }),
      anIncident({ id: 'c', startedAt: '2026-11-03T00:00:00Z' }),
    ];
    expect(openFirst([old, open, newer]).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  });
});

describe('a change of tools', () => {
  it('is told in numbers, and has words for each of its classes', () => {
    expect(toolsChanged(aToolsChange({ removed: ['a', 'b'], changed: ['c'], more: 4 }))).toBe(
      '1 new, 2 gone, 1 changed, 4 more',
    );
    expect(Object.keys(DRIFT).sort()).toEqual([...Drift.options].sort());
  });
});

describe('the ladder', () => {
  const rungs = (over: Parameters<typeof aStatus>[0], known = '') => {
    const [instance] = aStatus(over).instances;
    if (!instance) throw new Error('no instance');
    return ladderOf(instance, known);
  };
  const states = (over: Parameters<typeof aStatus>[0]) => rungs(over).map(({ word, state }) => `${word} ${state}`);

  it('passes every stop of a server that answers', () => {
    expect(states({})).toEqual(
      ['DNS', 'TCP', 'TLS', 'HTTP', 'MCP', 'Sign-in', 'Tools', 'Schemas'].map((word) => `${word} pass`),
    );
  });

  it('breaks where the reason says, and tries nothing after', () => {
    expect(states({ reason: 'tls' })).toEqual([
      'DNS pass',
      'TCP pass',
      'TLS broken',
      'HTTP off',
      'MCP off',
      'Sign-in off',
      'Tools off',
      'Schemas off',
    ]);
  });

  it('shows a sign-in as a gate, and what is known of the tools behind it', () => {
    const [signIn, tools] = rungs({ reason: 'auth-required' }, '12 from the lock').slice(5);
    expect(signIn).toMatchObject({ state: 'gate', note: 'needs sign-in' });
    expect(tools).toMatchObject({ state: 'off', note: '12 from the lock', ms: '' });
  });

  it('breaks a timeout at the first step that took no time', () => {
    const [instance] = aStatus({ reason: 'timeout' }).instances;
    const stopped = instance && ladderOf({ ...instance, stepsMs: { resolve: 1, connect: 2, tls: 3 } }, '');
    expect(stopped?.find(({ state }) => state === 'broken')?.word).toBe('HTTP');
  });

  it('gives a process the stops that a process has', () => {
    const [instance] = aStatus({ reason: 'needs-config' }).instances;
    const local = instance && ladderOf({ ...instance, transport: 'stdio', stepsMs: {} }, '');
    expect(local?.map(({ word, state }) => `${word} ${state}`)).toEqual([
      'Start gate',
      'MCP off',
      'Tools off',
      'Schemas off',
    ]);
  });
});

describe('the arguments of a tool', () => {
  const typeOf = (schema: unknown, root = {}) =>
    argumentsOf(aTool({ inputSchema: { type: 'object', properties: { a: schema }, ...root } })).rows[0]?.type;

  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: 'string', format: 'uri' }, 'string, uri'],
    [{ enum: ['soft', 'hard'] }, '"soft" or "hard"'],
    [{ type: 'array', items: { type: 'integer' } }, 'list of integer'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
    [{ type: 'object', properties: { city: {}, days: {} } }, 'object with city, days'],
    [{}, 'anything'],
    [true, 'anything'],
  ])('%j reads as %s', (schema, words) => {
    expect(typeOf(schema)).toBe(words);
  });

  it('follows a reference inside the schema, and does not run in circles', () => {
    expect(typeOf({ $ref: '#/$defs/City' }, { $defs: { City: { type: 'string' } } })).toBe('string');
    expect(typeOf({ $ref: '#/$defs/A' }, { $defs: { A: { $ref: '#/$defs/A' } } })).toBe('anything');
  });

  it.each([
    [{ type: 'integer', minimum: 1, maximum: 50 }, 'integer, 1 to 50'],
    [{ type: 'string', maxLength: 9 }, 'string, at most 9 characters'],
    [{ type: 'array', items: { type: 'string' }, minItems: 1 }, 'list of string, at least 1 items'],
  ])('%j is held to %s', (schema, words) => {
    expect(typeOf(schema)).toBe(words);
  });

  it('names what lies inside by its path, and tells the forms of a choice apart', () => {
    const where = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const shape = {
      oneOf: [{ title: 'Circle', properties: { radius: {} } }, { properties: { side: {} } }, { type: 'null' }],
    };
    const { rows } = argumentsOf(
      aTool({ inputSchema: { properties: { where, days: { type: 'array', items: where }, shape } } }),
    );
    expect(rows.map(({ name }) => name)).toEqual([
      ...['where', 'where.city', 'days', 'days[].city'],
      ...['shape', 'shape, form 1', 'shape.radius', 'shape, form 2', 'shape.side'],
    ]);
    expect(rows[1]?.required).toBe(true);
    expect(rows[5]?.meaning).toBe('Circle');
  });

  it('does not grow without bounds', () => {
    const properties = Object.fromEntries(Array.from({ length: 60 }, (_none, index) => [`a${index}`, {}]));
    expect(argumentsOf(aTool({ inputSchema: { properties } }))).toMatchObject({ rows: { length: 40 }, more: 20 });
    const loop = { properties: { a: { $ref: '#' } } };
    expect(argumentsOf(aTool({ inputSchema: loop })).rows.length).toBeLessThan(10);
  });

  it('says what is required, and the default', () => {
    const { rows } = argumentsOf(
      aTool({
        inputSchema: {
          properties: { a: { type: 'integer', default: 5, description: 'How many' }, b: {} },
          required: ['b'],
        },
      }),
    );
    expect(rows).toEqual([
      { name: 'a', required: false, type: 'integer', meaning: 'How many. Default: 5' },
      { name: 'b', required: true, type: 'anything', meaning: '' },
    ]);
  });
});

describe('an example of arguments', () => {
  const example = (properties: object, required: string[] = Object.keys(properties)) =>
    exampleOf(aTool({ inputSchema: { type: 'object', properties, required } }));

  it('takes what the schema gives, and else what it would take', () => {
    expect(
      example({
        a: { type: 'string', examples: ['Oslo'] },
        b: { enum: ['soft', 'hard'] },
        c: { type: 'integer', minimum: 3 },
        d: { type: 'array', items: { type: 'string', format: 'date' } },
        e: { oneOf: [{ type: 'object', properties: { x: { const: 'y' } }, required: ['x'] }] },
        f: { type: ['null', 'boolean'] },
      }),
    ).toEqual({ a: 'Oslo', b: 'soft', c: 3, d: ['2026-01-31'], e: { x: 'y' }, f: true });
  });

  it('leaves out what is not required, but shows one argument', () => {
    expect(example({ a: { type: 'string' }, b: { type: 'string' } }, ['b'])).toEqual({ b: 'text' });
    expect(example({ a: { type: 'string', maxLength: 2 }, b: {} }, [])).toEqual({ a: 'te' });
  });

  it('ends where a schema does not', () => {
    expect(exampleOf(aTool({ inputSchema: { properties: { a: { $ref: '#' } }, required: ['a'] } }))).toHaveProperty(
      'a',
    );
  });
});
