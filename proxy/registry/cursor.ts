import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Which versions a list has. It stays the same from page to page. */
export interface ListFilter {
  /** In lower case; empty takes all. */
  search: string;
  /** Milliseconds since 1970: later changes only. */
  updatedSince: number | null;
  /** `latest`, or one exact version. */
  version: string | null;
  includeDeleted: boolean;
}

/** How far a list was read: the last version that was given, and what it was filtered by. */
export interface Position {
  name: string;
  version: string;
  filter: ListFilter;
}

const Packed = z.tuple([z.string(), z.string(), z.string(), z.number().nullable(), z.string().nullable(), z.boolean()]);

const CHECK_CHARACTERS = 8;

/**
 * A position as text that may stand anywhere in a URL as it is, since some hosts put it there unencoded. It carries its
 * filters: some hosts leave them out when they ask for the next page.
 */
export function encodeCursor({ name, version, filter }: Position): string {
  const { search, updatedSince, version: only, includeDeleted } = filter;
  const packed: z.infer<typeof Packed> = [name, version, search, updatedSince, only, includeDeleted];
  return pack(packed);
}

/** The position in a cursor; null in what is none of ours. Nothing in it is secret, and nothing in it is trusted. */
export function decodeCursor(cursor: string): Position | null {
  const { data } = Packed.safeParse(unpack(cursor));
  if (!data) return null;
  const [name, version, search, updatedSince, only, includeDeleted] = data;
  return { name, version, filter: { search, updatedSince, version: only, includeDeleted } };
}

/** Any JSON as a cursor's text. */
export function pack(value: unknown): string {
  const text = Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${checkOf(text)}${text}`;
}

/** What was packed, for a schema to judge; null in what is none of ours. */
export function unpack(cursor: string): unknown {
  const text = cursor.slice(CHECK_CHARACTERS);
  if (cursor.slice(0, CHECK_CHARACTERS) !== checkOf(text)) return null;
  return parsed(Buffer.from(text, 'base64url').toString('utf8'));
}

/** Tells a cursor that was cut, or put together by hand, from one of ours. */
function checkOf(text: string): string {
  return createHash('sha256').update('cursor 1\n').update(text).digest('base64url').slice(0, CHECK_CHARACTERS);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
