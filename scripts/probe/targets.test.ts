import { describe, expect, it } from 'vitest';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { anEntry, aRegistry } from '../../catalog/testing.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { UserError } from '../command.ts';
import { probeTargets, type Selection } from './targets.ts';

const snapshot = takeSnapshot({
  ...{ registry: aRegistry, commit: null, at: '2026-11-22T09:37:02Z' },
  entries: [
    anEntry({ server: { name: 'com.example/weather' }, listing: { alias: 'weather' } }),
    anEntry({ server: { name: 'com.example/notes' } }),
    anEntry({ server: { name: 'com.example/shy' }, listing: { probe: { optOut: true } } }),
  ],
});

const config = ProxyConfig.parse({
  services: [
    { name: 'weather', use: 'package', instances: [{ id: 'here', transport: 'sse', url: 'http://127.0.0.1:9/sse' }] },
    { name: 'com.example/notes', enabled: false, timeoutMs: 7 },
    { name: 'com.example/shy' },
    { name: 'com.example/gone' },
  ],
});

function chosen(selection: Selection): string[] {
  return probeTargets(snapshot, config, '/folder', selection).map(({ entry }) => entry.name);
}

describe('probeTargets', () => {
  it('are those that the operator enabled, reached as configured', () => {
    expect(probeTargets(snapshot, config, '/folder', {})).toMatchObject([
      {
        name: 'weather',
        entry: { name: 'com.example/weather' },
        instances: [
          {
            id: 'here',
            transport: 'sse',
            address: 'http://127.0.0.1:9/sse',
            target: { http: { egress: { any: true } } },
          },
        ],
      },
    ]);
    expect(chosen({ only: [] })).toEqual(['com.example/weather']);
  });

  it('are only those that fall to this job, where several look together', () => {
    const part = (server: string) => server === 'com.example/notes';
    expect(chosen({ all: true, part })).toEqual(['com.example/notes']);
    expect(chosen({ only: ['weather'], part })).toEqual([]);
  });

  it('are all but those who opted out, when all are asked for', () => {
    expect(chosen({ all: true })).toEqual(['com.example/notes', 'com.example/weather']);
    expect(probeTargets(snapshot, config, '/folder', { all: true })).toMatchObject([
      {
        name: 'com.example/notes',
        timeoutMs: 7,
        instances: [{ id: 'remote-0', address: 'https://weather.example.com/mcp' }],
      },
      { name: 'weather' },
    ]);
  });

  it('are those that are named, by alias or in full, enabled or not, each once', () => {
    expect(chosen({ only: ['com.example/notes'] })).toEqual(['com.example/notes']);
    expect(chosen({ only: ['weather', 'com.example/weather', 'weather'] })).toEqual(['com.example/weather']);
    expect(chosen({ only: ['weather'], all: true })).toEqual(['com.example/weather']);
    expect(chosen({ only: ['com.example/shy'] })).toEqual([]);
  });

  it('say which names come near to one that nobody has', () => {
    expect(() => chosen({ only: ['wether'] })).toThrow(
      new UserError('No server in the catalog is called "wether"; the nearest: weather'),
    );
    expect(() => chosen({ only: ['zzzzzzzzzzzzzzz'] })).toThrow(
      /^No server in the catalog is called "zzzzzzzzzzzzzzz"$/,
    );
  });
});
