import * as z from 'zod';
import { ProxyError } from '../../error.ts';
import { pack, unpack } from '../cursor.ts';
import type { Answer, Asked, Endpoint } from '../endpoint.ts';
import { EXTENSION_PATH, expectThisRegistry } from '../extension-path.ts';
import { noCursor, readCount, readMoment } from '../list-query.ts';
import type { Change } from './change-feed.ts';

const DAY_MS = 86_400_000;

/** What has changed since a moment; without one, on which days something has. JSON lines, the oldest first. */
export const changes: Endpoint = {
  path: `${EXTENSION_PATH}/changes`,
  only: 'v0.1',
  methods: {
    GET: async (asked) => {
      expectThisRegistry(asked);
      const since = asked.query.get('since') ?? '';
      const from = isDay(since) ? Date.parse(since) : readMoment(asked.query, 'since');
      const isOn = (asked.query.get('cursor') ?? '') !== '';
      if (from !== null || isOn) return answer(asked, { from: from ?? 0, until: Number.MAX_SAFE_INTEGER });
      const feed = await asked.extensions.changes.of(asked.snapshot);
      return lines(feed.days());
    },
  },
};

/** What has changed on one day (UTC). */
export const changesOfDay: Endpoint = {
  path: `${EXTENSION_PATH}/changes/{day}`,
  only: 'v0.1',
  methods: {
    GET: (asked) => {
      expectThisRegistry(asked);
      const day = asked.params[1] ?? '';
      if (!isDay(day)) throw new ProxyError('invalid_request', 'This is no day: write it like 2026-01-31');
      const from = Date.parse(day);
      return answer(asked, { from, until: from + DAY_MS });
    },
  },
};

function isDay(text: string): boolean {
  return z.iso.date().safeParse(text).success;
}

/** How far a feed was read: of which time, and how many lines. */
const Packed = z.tuple([z.number(), z.number(), z.int().min(0)]);

async function answer(asked: Asked, time: { from: number; until: number }): Promise<Answer> {
  const most = readCount(asked.query, 'limit', { least: 1, most: 10_000, otherwise: 1000 });
  const cursor = asked.query.get('cursor') ?? '';
  const { data } = Packed.safeParse(cursor === '' ? [time.from, time.until, 0] : unpack(cursor));
  if (!data) throw noCursor();
  const [from, until, skip] = data;
  const feed = await asked.extensions.changes.of(asked.snapshot);
  // One more than fits says that there is more.
  const found = feed.between({ from, until }, { skip, most: most + 1 });
  const next = found.length > most ? [{ nextCursor: pack([from, until, skip + most]) }] : [];
  return lines([...found.slice(0, most).map(lineOf), ...next]);
}

/** As in the site’s `changes/`, and what the version is now. */
function lineOf({ at, change, row: { name, version, status, isLatest } }: Change) {
  return { at: new Date(at).toISOString(), change, name, version, status, isLatest };
}

function lines(values: object[]): Answer {
  return { body: values.map((value) => `${JSON.stringify(value)}\n`).join(''), type: 'application/x-ndjson' };
}
