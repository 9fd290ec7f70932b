import * as z from 'zod';
import type { RegistryRecord } from '../../../../catalog/dialects/dialect.ts';
import { dialects } from '../../../../catalog/dialects/index.ts';
import { isObject } from '../../../../catalog/json/json.ts';
import { Lifecycle } from '../../../../catalog/listing.ts';

const Moment = z.iso.datetime();

/** One version as a registry lists it: a line of a mirror. */
const MirrorRow = z.strictObject({
  /** The number of the walk that saw it last. */
  walk: z.int().min(0),
  name: z.string(),
  version: z.string(),
  /** Which of a server's versions is its latest is worked out anew: a registry does not tell who stopped being it. */
  record: z.strictObject({
    status: Lifecycle.exactOptional(),
    statusMessage: z.string().exactOptional(),
    statusChangedAt: Moment.exactOptional(),
    publishedAt: Moment.exactOptional(),
    updatedAt: Moment.exactOptional(),
  }),
  /** What its publisher said, in today's field names, not yet mended or judged. */
  server: z.record(z.string(), z.unknown()),
});
export type MirrorRow = z.infer<typeof MirrorRow>;

/** Names and versions of the official schema; what is longer is no server's. */
const [NAME, VERSION_CHARACTERS] = [/^[\w.-]{1,200}\/[\w.-]{1,200}$/, 255];

/** More characters than any server has: the official schema allows some thousands of bytes for each part. */
const ROW_CHARACTERS = 256 * 1024;

/** The line of what a registry lists, in any dialect; null where it is no version of a server, or is too long for one. */
export function mirrorLine(value: unknown, walk: number): { name: string; line: string } | null {
  if (!isObject(value)) return null;
  const read = dialects.find((each) => each.recognizes(value))?.read(value);
  if (!read) return null;
  const { server, registry } = read;
  const { name, version } = server;
  if (typeof name !== 'string' || !NAME.test(name)) return null;
  if (typeof version !== 'string' || version.length > VERSION_CHARACTERS) return null;
  const line = JSON.stringify({ walk, name, version, record: recordOf(registry), server } satisfies MirrorRow);
  return line.length > ROW_CHARACTERS ? null : { name, line };
}

/** The row in a line; null where it was not written to its end. */
export function readMirrorLine(line: string): MirrorRow | null {
  try {
    return MirrorRow.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function recordOf({ isLatest: _theirs, ...record }: RegistryRecord): MirrorRow['record'] {
  return record;
}
