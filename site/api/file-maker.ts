import type { ServerRow } from '../../catalog/snapshot/server-row.ts';
import type { SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import type { MadeFile } from '../made-file.ts';
import type { Site } from '../site.ts';

/** Makes the files of one kind that other programs read. Pure: equal input gives equal bytes. */
export type FileMaker = (site: Site) => Iterable<MadeFile>;

/** The same of one server. `rows` are what the registry API says of its versions. */
export type ServerFileMaker = (entry: SnapshotEntry, of: { site: Site; rows: ServerRow[] }) => Iterable<MadeFile>;

/** A value as a file of JSON. */
export function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
