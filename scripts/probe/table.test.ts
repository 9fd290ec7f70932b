import { expect, it } from 'vitest';
import { anEntry, aTool } from '../../catalog/testing.ts';
import { canaryTable, probeTable } from './table.ts';
import { aLook, aProbed } from './testing.ts';

it('has a line for each server, in columns, with what the best of its instances said', () => {
  const notes = anEntry({ server: { name: 'com.example/notes' }, listing: { alias: 'notes' } });
  const probed = [
    aProbed([
      aLook('timeout', { message: 'no answer' }),
      aLook('ok', { tools: [aTool()], stepsMs: { http: 1, mcp: 2 } }),
    ]),
    aProbed([aLook('timeout', { message: 'no answer in 20000 ms' })], notes),
    aProbed([], notes),
  ];
  expect(probeTable(probed).split('\n')).toEqual([
    'server               this run                shown                    era     revision    answer        tools  seen',
    'com.example/weather  healthy · ok            healthy · ok             modern  2026-07-28  http 1 mcp 2  1      seen',
    'notes                unhealthy · timeout     unknown · never-checked                                           no answer in 20000 ms',
    'notes                unknown · not-runnable  unknown · not-runnable                                            It has no package and no address that could be looked at',
  ]);
  expect(probeTable([])).toBe('server  this run  shown  era  revision  answer  tools  seen');
});

it('has a table of canaries under a heading of its own, with what each is known to be', () => {
  const canaries = [{ name: 'bird', expected: 'ok' as const, seen: 'timeout' as const, looks: [aLook('timeout')] }];
  expect(canaryTable(canaries).trim().split('\n')).toEqual([
    'Canaries: servers of our own, whose answers are known',
    'canary  this run             known to be  era  revision  answer  tools  seen',
    'bird    unhealthy · timeout  ok                                         seen',
  ]);
});

it('shows nothing that a terminal would act on, and no more than fits', () => {
  const message = `a\u001b[2J\n\r\u202e\u200bb${'c'.repeat(500)}`;
  const line = probeTable([aProbed([aLook('not-mcp', { message })])]).split('\n')[1];
  expect(line?.slice(line.indexOf('a [2J'))).toBe(`a [2J b${'c'.repeat(153)}`);
});
