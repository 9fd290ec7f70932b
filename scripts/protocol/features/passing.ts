import { expect } from 'vitest';
import * as z from 'zod';
import type { Feature, Stage } from '../feature.ts';
import { VENDOR } from '../frank-server.ts';
import { OUR_HEADERS } from '../our-headers.ts';
import { seenIn } from './signals.ts';

const Told = z.looseObject({
  structuredContent: z.object({ params: z.looseObject({ _meta: z.record(z.string(), z.unknown()).optional() }) }),
});

/** What the tool was told, when it was told more than a revision knows. */
async function tell({ wire }: Stage, more: object, meta: object) {
  const { ask } = await wire();
  const { body } = await ask('tools/call', { name: 'test_told', arguments: {}, ...more }, { meta });
  const result = Told.parse(body.result);
  return { result, params: result.structuredContent.params };
}

/** What has to come through, and what must not. */
export const PASSING: Feature[] = [
  {
    name: 'fields that nobody knows, in requests and results',
    onWire: true,
    try: async (stage) => {
      const { result, params } = await tell(stage, VENDOR, {});
      expect(params).toMatchObject(VENDOR);
      expect(result).toMatchObject({ ...VENDOR, content: [{ type: 'text', text: 'Told', ...VENDOR }] });
    },
  },
  {
    name: 'a vendor’s `_meta`',
    onWire: true,
    try: async (stage) => {
      const { params } = await tell(stage, {}, { 'com.example/kept': VENDOR });
      expect(params._meta).toMatchObject({ 'com.example/kept': VENDOR });
    },
  },
  {
    name: 'trace context in `_meta` reaches the tool',
    onWire: true,
    try: async (stage) => {
      const trace = { traceparent: `00-${'4'.repeat(32)}-${'2'.repeat(16)}-01`, tracestate: 'vendor=1' };
      expect((await tell(stage, {}, trace)).params._meta).toMatchObject(trace);
    },
  },
  {
    name: 'the caller’s `Authorization` and cookies stay here; the operator’s go on',
    onWire: true,
    try: async ({ wire }) => {
      const { call } = await wire();
      const headers = { authorization: 'Bearer theirs', cookie: 'theirs=1' };
      expect((await call('test_told', {}, { headers })).status).toBe(200);
      const seen = seenIn((await call('test_witness', {}, { headers })).body.result);
      expect(seen.headers.at(-1)).toMatchObject(OUR_HEADERS);
      expect(JSON.stringify(seen.headers)).not.toContain('theirs');
    },
    not: ({ upstream }) => (upstream.startsWith('stdio') ? 'A process is sent no headers.' : undefined),
  },
];
