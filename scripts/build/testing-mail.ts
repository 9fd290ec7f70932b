import { type Snapshot, takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { anEntry, aRegistry, aStatus, aTool } from '../../catalog/testing.ts';
import { aSnapshot } from '../../site/testing.ts';

/** For tests: what the other tests of the site have, and two servers that send e-mail: one needs a key, and is faster. */
export function mailAndMore(): Snapshot {
  const posts = takeSnapshot({
    registry: aRegistry,
    commit: null,
    at: '2026-11-22T10:00:00Z',
    entries: [
      anEntry({ server: { name: 'com.example.post/open', title: 'Open Post', description: 'Letters for everyone' } }),
      anEntry({ server: { name: 'com.example.post/key', title: 'Key Post', description: 'Letters for customers' } }),
    ],
    statuses: new Map([
      ['com.example.post/open', aStatus({ server: 'com.example.post/open', latencyMs: { p50: 300, p95: 500 } })],
      [
        'com.example.post/key',
        aStatus({ server: 'com.example.post/key', reason: 'auth-opaque', latencyMs: { p50: 20, p95: 50 } }),
      ],
    ]),
    looks: new Map(['open', 'key'].map((name) => [`com.example.post/${name}`, [aTool({ name: 'send_email' })]])),
  });
  const all = aSnapshot();
  const entries = [...all.entries, ...posts.entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...all, entries, definitions: new Map([...all.definitions, ...posts.definitions]) };
}
