import { describe, expect, it } from 'vitest';
import { takeSnapshot } from '../catalog/snapshot/snapshot.ts';
import type { Reason, Status } from '../catalog/status/status.ts';
import { anEntry, aRegistry, aStatus } from '../catalog/testing.ts';
import { byUse } from './card.ts';
import { cardOf, daysUntil } from './card-of.ts';

const AT = '2026-11-22T10:00:00Z';

function cardFor(entry: Parameters<typeof anEntry>[0], status?: Partial<Status> & { reason?: Reason }) {
  const statuses = new Map(status ? [['com.example/weather', aStatus(status)]] : []);
  const [line] = takeSnapshot({
    registry: aRegistry,
    commit: null,
    at: AT,
    entries: [anEntry(entry)],
    statuses,
  }).entries;
  if (!line) throw new Error('no entry');
  return cardOf(line, AT);
}

describe('a card', () => {
  it('of a server nobody has checked is unknown, and claims nothing', () => {
    expect(cardFor({})).toMatchObject({
      health: 'unknown',
      reason: 'never-checked',
      signIn: ['unknown'],
      eras: ['unknown'],
      uptime: null,
      days: '',
    });
  });

  it('says what kind of sign-in a look has seen', () => {
    const [instance] = aStatus({ reason: 'auth-required' }).instances;
    const withMetadata = instance ? [{ ...instance, auth: { resourceMetadata: 'https://a.example/.well-known' } }] : [];
    expect(cardFor({}, { reason: 'auth-required', instances: withMetadata }).signIn).toEqual(['oauth']);
    expect(cardFor({}, { reason: 'auth-opaque' }).signIn).toEqual(['key']);
    expect(cardFor({}, { reason: 'ok' }).signIn).toEqual(['none']);
  });

  it('does not take a process that starts without its key for one that needs none', () => {
    const packages = [
      {
        registryType: 'npm',
        identifier: 'x',
        transport: { type: 'stdio' },
        environmentVariables: [{ name: 'KEY', isSecret: true, isRequired: true }],
      },
    ];
    const instances = aStatus().instances.map((instance) => ({ ...instance, transport: 'stdio' as const }));
    expect(cardFor({ server: { packages, remotes: [] } }, { instances }).signIn).toEqual(['key']);
  });

  it('knows where a server runs', () => {
    const packages = ['npm', 'oci', 'floppy'].map((registryType) => ({
      registryType,
      identifier: 'x',
      transport: { type: 'stdio' },
    }));
    expect(cardFor({ server: { packages } }).places).toEqual(['hosted', 'npm', 'oci', 'other']);
  });

  it('stands in the list by its health, then by its title', () => {
    const cards = [
      cardFor({ server: { title: 'B' } }, {}),
      cardFor({}, { reason: 'tls' }),
      cardFor({}),
      cardFor({ server: { title: 'a' } }, {}),
    ];
    expect(cards.sort(byUse).map(({ title, health }) => `${title} ${health}`)).toEqual([
      'a healthy',
      'B healthy',
      'Weather unknown',
      'Weather unhealthy',
    ]);
  });
});

describe('days', () => {
  it('before the first check, and after the last, are not checked', () => {
    const status = aStatus({ days: 'ug', checkedAt: '2026-11-20T23:59:00Z' });
    expect(daysUntil(status, AT, 6)).toBe('--ug--');
    expect(daysUntil(status, '2026-11-20T23:59:30Z', 2)).toBe('ug');
  });
});
