import { describe, expect, it } from 'vitest';
import { compareVersions, latestOf } from './version.ts';

/** Each published a day before the one before it, so that no order comes of the dates by chance. */
function published(versions: string[]) {
  return versions.map((version, index) => ({
    version,
    publishedAt: new Date(Date.UTC(2026, 0, 28 - index)).toISOString(),
    status: 'active',
  }));
}

function sorted(versions: string[]): string[] {
  return published(versions.toReversed())
    .sort(compareVersions)
    .map(({ version }) => version);
}

describe('compareVersions', () => {
  it('orders semantic versions as semver does, with or without a leading v', () => {
    const versions = [
      '0.9.9',
      '1.0.0-alpha',
      '1.0.0-alpha.2',
      '1.0.0-alpha.10',
      '1.0.0-rc.1',
      'v1.0.0',
      '1.0.1',
      'v1.2.0',
      '1.10.0',
      '2.0.0',
    ];
    expect(sorted(versions)).toEqual(versions);
  });

  it('puts a semantic version above any other, however late that came', () => {
    const words = ['2026.01.02', '1.0', '3', 'release', '1.2.3.4', '01.0.0', 'v1', '1.0.0.'];
    for (const version of words) {
      const [word, number] = [
        { version, publishedAt: '2026-05-01T00:00:00Z' },
        { version: '0.0.1', publishedAt: '2025-01-01T00:00:00Z' },
      ];
      expect([compareVersions(word, number), compareVersions(number, word)], version).toEqual([-1, 1]);
    }
  });

  it('orders other versions by publication, and not as text', () => {
    expect(sorted(['b', 'a', '2026-02-30'])).toEqual(['b', 'a', '2026-02-30']);
    const offset = [
      { version: 'x', publishedAt: '2026-01-01T00:30:00+02:00' },
      { version: 'y', publishedAt: '2025-12-31T23:00:00Z' },
    ];
    expect(offset.sort(compareVersions).map(({ version }) => version)).toEqual(['x', 'y']);
  });

  it('leaves no two versions without an order', () => {
    const publishedAt = '2026-01-01T00:00:00Z';
    const sameDay = ['2026-01-02', '2026-01-01', '2026-01-03'].map((version) => ({ version, publishedAt }));
    expect(sameDay.sort(compareVersions).map(({ version }) => version)).toEqual([
      '2026-01-01',
      '2026-01-02',
      '2026-01-03',
    ]);
    const [old, young] = [
      { version: '1.0.0', publishedAt },
      { version: 'v1.0.0', publishedAt: '2026-01-02T00:00:00Z' },
    ];
    expect([young, old].sort(compareVersions)).toEqual([old, young]);
    expect([old, young].sort(compareVersions)).toEqual([old, young]);
    expect(sorted(['1.0.0+1', '1.0.0+2', '1.0.0+10'])).toEqual(['1.0.0+1', '1.0.0+2', '1.0.0+10']);
    expect(compareVersions(old, old)).toBe(0);
  });
});

describe('latestOf', () => {
  it('is the newest version, also of those that are deprecated', () => {
    const versions = published(['1.9.0', '1.10.0', '1.2.0']);
    expect(latestOf(versions)?.version).toBe('1.10.0');
    expect(latestOf(versions.map((version) => ({ ...version, status: 'deprecated' })))?.version).toBe('1.10.0');
    expect(versions.map(({ version }) => version)).toEqual(['1.9.0', '1.10.0', '1.2.0']);
  });

  it('is a pre-release only where there is nothing above it', () => {
    expect(latestOf(published(['2.0.0-rc.1', '1.9.0']))?.version).toBe('2.0.0-rc.1');
    expect(latestOf(published(['2.0.0-rc.1', '2.0.0']))?.version).toBe('2.0.0');
  });

  it('is a deleted one only where nothing else is left', () => {
    const [newest, older] = published(['2.0.0', '1.0.0']);
    const deleted = { version: '3.0.0', publishedAt: '2026-03-01T00:00:00Z', status: 'deleted' };
    expect(latestOf([deleted, ...(older && newest ? [older, newest] : [])])).toBe(newest);
    expect(latestOf([deleted, { ...deleted, version: '2.0.0' }])).toBe(deleted);
    expect(latestOf([])).toBeUndefined();
  });
});
