import { isObject } from '../../json/json.ts';
import { type Draft, noted } from './mend.ts';

/** The key of what a publisher added to its `server.json`. */
export const PUBLISHER_META = 'io.modelcontextprotocol.registry/publisher-provided';

/** Where in it we keep what was said and has no place in the format any more. */
const KEPT = 'imported';

/** The most that the official registry takes, as JSON. */
const MOST_BYTES = 4096;

/** Puts what is kept into the publisher's data, as far as there is room: the smallest first. */
export function keepForPublisher(draft: Draft): void {
  const parts = Object.entries(draft.kept).sort(([, a], [, b]) => bytesOf(a) - bytesOf(b));
  const meta = isObject(draft.server._meta) ? draft.server._meta : {};
  const own = isObject(meta[PUBLISHER_META]) ? meta[PUBLISHER_META] : {};
  let kept = isObject(own[KEPT]) ? own[KEPT] : {};
  for (const [field, value] of parts) {
    const more = { ...kept, [field]: value };
    if (bytesOf({ [PUBLISHER_META]: { ...own, [KEPT]: more } }) <= MOST_BYTES) kept = more;
    else noted(draft, 'not-kept', `/${field}`, `The publisher's data would be longer than ${MOST_BYTES} bytes`);
  }
  if (Object.keys(kept).length > 0) draft.server._meta = { ...meta, [PUBLISHER_META]: { ...own, [KEPT]: kept } };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
