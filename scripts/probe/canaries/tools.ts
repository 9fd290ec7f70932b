import { setTimeout as delay } from 'node:timers/promises';
import type { Canary } from './canary.ts';
import { serving } from './serving.ts';
import { listing, SONG, speaking } from './speaking.ts';

export const malformed: Canary = {
  name: 'malformed',
  expected: 'invalid-tool-schema',
  about: 'One of its tools has a schema that is none.',
  start: (at) => {
    const tools = [SONG, { ...SONG, name: 'whistle', inputSchema: { type: 'object', properties: 7 } }];
    return serving(at, speaking({ 'tools/list': () => listing(tools) }));
  },
};

export const unlisted: Canary = {
  name: 'unlisted',
  expected: 'tools-list-failed',
  about: 'It can be met, and fails to list its tools.',
  start: (at) =>
    serving(at, speaking({ 'tools/list': () => ({ error: { code: -32603, message: 'its database is gone' } }) })),
};

/** Also to be held against a lock: from its second look on, what it had is gone. */
export const drifting: Canary = {
  name: 'drifting',
  expected: 'ok',
  about: 'It is well, and has another tool at every look.',
  start: (at) => {
    let looks = 0;
    const tools = () => {
      looks += 1;
      return listing([{ ...SONG, name: `song_${looks}` }]);
    };
    return serving(at, speaking({ 'tools/list': tools }));
  },
};

/** Beyond what is slow, and within what a look may take. */
const LATE_MS = 3200;

export const late: Canary = {
  name: 'late',
  expected: 'slow',
  about: 'It lists its tools after more than three seconds.',
  start: (at) => serving(at, speaking({ 'tools/list': () => delay(LATE_MS, listing([SONG])) })),
};

export const hanging: Canary = {
  name: 'hanging',
  expected: 'timeout',
  about: 'It takes every request, and answers none.',
  start: (at) => serving(at, () => {}),
};

/** Inside its announced window it is maintenance that is seen, whatever else there would be to see. */
export const planned: Canary = {
  name: 'planned',
  expected: 'maintenance',
  about: 'It is broken, and has announced maintenance for now.',
  start: async (at) => {
    const perch = await serving(at, (_request, response) => void response.writeHead(503).end());
    const around = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const window = { from: around(-1), to: around(24), reason: 'new disks' };
    return Object.assign(perch, { listing: { probe: { maintenance: [window] } } });
  },
};
