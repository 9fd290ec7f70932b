import { ProxyError } from '../error.ts';
import { decodeCursor, type ListFilter, type Position } from './cursor.ts';

/** What is asked of a list. */
export interface ListQuery {
  limit: number;
  after: Position | null;
  filter: ListFilter;
}

const DEFAULT_LIMIT = 30;
const MOST = 100;

/**
 * The question in a query (registry API v0.1): unknown parameters are passed over, and a cursor's own filters win over
 * those beside it. Throws `unprocessable` for a value out of its bounds, `invalid_request` for one that makes no sense.
 */
export function readListQuery(query: URLSearchParams): ListQuery {
  const limit = readCount(query, 'limit', { least: 1, most: MOST, otherwise: DEFAULT_LIMIT });
  const cursor = query.get('cursor') ?? '';
  const filter = readFilter(query);
  if (cursor === '') return { limit, after: null, filter };
  const after = decodeCursor(cursor);
  if (!after) throw noCursor();
  return { limit, after, filter: after.filter };
}

/** The fault of a cursor that is none of ours. */
export function noCursor(): ProxyError {
  return new ProxyError('invalid_request', 'This is no cursor: take metadata.nextCursor of the page before');
}

/** A whole number in a query. Throws `unprocessable` for one out of its bounds. */
export function readCount(
  query: URLSearchParams,
  name: string,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
): number {
  const asked = query.get(name) ?? '';
  if (asked === '') return otherwise;
  const count = /^[+-]?\d{1,15}$/.test(asked) ? Number(asked) : Number.NaN;
  if (Number.isNaN(count)) throw outOfBounds(name, 'expected an integer', asked);
  if (count < least) throw outOfBounds(name, `expected number >= ${least}`, count);
  if (count > most) throw outOfBounds(name, `expected number <= ${most}`, count);
  return count;
}

/** What a list is filtered by. Throws as `readListQuery`. */
export function readFilter(query: URLSearchParams): ListFilter {
  const updatedSince = readMoment(query, 'updated_since');
  const deleted = readIncludeDeleted(query);
  if (updatedSince !== null && deleted === false) {
    const why = 'include_deleted=false contradicts updated_since, whose readers have to hear of deletions';
    throw new ProxyError('invalid_request', why);
  }
  return {
    search: (query.get('search') ?? '').toLowerCase(),
    updatedSince,
    version: query.get('version') || null,
    includeDeleted: deleted ?? updatedSince !== null,
  };
}

/** RFC 3339, section 5.6. */
const MOMENT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** A moment in a query, milliseconds since 1970; null where nothing is said. Throws `invalid_request`. */
export function readMoment(query: URLSearchParams, name: string): number | null {
  const asked = query.get(name) ?? '';
  if (asked === '') return null;
  // A plus sign that was not encoded arrives as a space.
  const moment = asked.replace(/ (\d{2}:\d{2})$/, '+$1');
  const time = MOMENT.test(moment) ? Date.parse(moment.toUpperCase()) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new ProxyError('invalid_request', `${name} is no RFC 3339 date-time: write it like 2026-01-31T09:00:00Z`);
}

const TRUTHS: Record<string, boolean> = { true: true, '1': true, false: false, '0': false };

/** Whether deleted versions are asked for; undefined where nothing is said. Throws `unprocessable`. */
export function readIncludeDeleted(query: URLSearchParams): boolean | undefined {
  const asked = query.get('include_deleted') ?? '';
  if (asked === '') return undefined;
  const truth = Object.hasOwn(TRUTHS, asked.toLowerCase()) ? TRUTHS[asked.toLowerCase()] : undefined;
  if (truth === undefined) throw outOfBounds('include_deleted', 'expected a boolean: true or false', asked);
  return truth;
}

/** The fault of a value that is not what a parameter takes. */
export function outOfBounds(parameter: string, message: string, value: unknown): ProxyError {
  const errors = [{ pointer: `/${parameter}`, message, location: `query.${parameter}`, value }];
  return new ProxyError('unprocessable', `validation failed: ${parameter}: ${message}`, { errors });
}
