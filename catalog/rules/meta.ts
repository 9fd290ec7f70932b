import { isObject, toPointer } from '../json/json.ts';
import type { Fault } from '../json/json-source.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';

const PUBLISHER = 'io.modelcontextprotocol.registry/publisher-provided';
const OFFICIAL = 'io.modelcontextprotocol.registry/official';
const MAX_BYTES = 4096;

/** What a registry says of a version stands beside the server in its answers, never inside it. */
export const meta: FileRule = {
  code: 'E321',
  name: 'meta',
  severity: 'error',
  why: "`_meta` of a server holds only the publisher's own data, under one key and in at most 4096 bytes, or the official registry refuses or drops it.",
  scope: 'file',
  run({ value }) {
    const meta = isObject(value) ? value._meta : undefined;
    if (!isObject(meta)) return [];
    return [...Object.keys(meta).flatMap(keyFaults), ...sizeFaults(meta[PUBLISHER])];
  },
  examples: {
    passes: example({ server: { _meta: { [PUBLISHER]: { tool: 'ci', note: 'x'.repeat(4000) } } } }),
    fails: example({ server: { _meta: { [PUBLISHER]: { tool: 'ci', note: 'x'.repeat(4096) } } } }),
  },
};

function keyFaults(key: string): Fault[] {
  if (key === PUBLISHER) return [];
  const fault = { pointer: toPointer(['_meta', key]), at: 'key' as const };
  if (key === OFFICIAL) {
    const message = 'This block is what the official registry says of the version';
    return [{ ...fault, message, fix: 'Delete it.', edit: { delete: true } }];
  }
  const message = `"_meta" has the key ${JSON.stringify(key)}`;
  return [{ ...fault, message, fix: `Put what it holds into ${JSON.stringify(PUBLISHER)}.` }];
}

function sizeFaults(data: unknown): Fault[] {
  const bytes = data === undefined ? 0 : Buffer.byteLength(JSON.stringify(data));
  const message = `The publisher's data is ${bytes} bytes of JSON; at most ${MAX_BYTES} are allowed`;
  return bytes > MAX_BYTES ? [{ pointer: toPointer(['_meta', PUBLISHER]), message, fix: 'Keep less in it.' }] : [];
}
