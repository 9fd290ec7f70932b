import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../json/json.ts';
import { jsonText, withValueAt } from '../json/json-edit.ts';
import type { ListedVersion } from '../listing.ts';
import type { ListingChange } from './submission.ts';

/** A listing's fields, of which a reader may have let anything through. */
export type ListingValue = Record<string, unknown>;

/** The listing of an entry that has none yet; these versions lie there already. */
export function newListing(versions: Iterable<string>): ListingValue {
  return {
    $schema: '../../../schema/listing.schema.json',
    nameOrigin: 'publisher',
    categories: [],
    tags: [],
    owners: [],
    versions: Object.fromEntries([...versions].map((version) => [version, { status: 'active' }])),
  };
}

/** A listing with a change made, and a record for the version that comes with it; the same object where nothing changes. */
export function changeListing(
  listing: ListingValue,
  { versions = {}, ...fields }: ListingChange,
  { version, now }: { version: string; now: string },
): ListingValue {
  const changed = Object.entries(fields).reduce<ListingValue>(withField, listing);
  const before = recordsOf(listing);
  const records = Object.hasOwn(before, version) ? versions : { [version]: { status: 'active' as const }, ...versions };
  const after = Object.entries(records)
    .map(([each, record]): [string, unknown] => [each, changeRecord(before[each], record, now)])
    .filter(([each, record]) => record !== before[each]);
  return after.length === 0 ? changed : { ...changed, versions: { ...before, ...Object.fromEntries(after) } };
}

/** What is left of defaults for an entry that has a listing: the records of versions that have none. */
export function unlisted(listing: ListingValue, { versions = {} }: ListingChange): ListingChange {
  const records = recordsOf(listing);
  return {
    versions: Object.fromEntries(Object.entries(versions).filter(([version]) => !Object.hasOwn(records, version))),
  };
}

function recordsOf({ versions }: ListingValue): Record<string, unknown> {
  return isObject(versions) ? versions : {};
}

function withField(listing: ListingValue, [field, value]: [string, unknown]): ListingValue {
  if (value === undefined || isDeepStrictEqual(listing[field], value)) return listing;
  const { [field]: _, ...rest } = listing;
  if (value === null) return rest;
  if (Object.hasOwn(listing, field)) return { ...listing, [field]: value };
  return inOrder({ ...listing, [field]: value });
}

/** The order in which this catalog writes the fields; what is there keeps its own. */
const ORDER = ['$schema', 'alias', 'nameOrigin', 'versionOrigin', 'categories', 'tags', 'owners', 'instances', 'probe'];

function inOrder(listing: ListingValue): ListingValue {
  const place = (key: string) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  return Object.fromEntries(Object.entries(listing).sort(([a], [b]) => place(a) - place(b)));
}

/** A record put in another's place. It keeps the dates that the new one leaves out, and gets those of its own change. */
function changeRecord(before: unknown, record: ListedVersion, now: string): unknown {
  const { status, statusMessage, by, ...dates } = record;
  if (!isObject(before)) return present({ status, statusMessage, publishedAt: now, ...dates, by });
  const { statusChangedAt, publishedAt, updatedAt } = before;
  const after = present({ status, statusMessage, statusChangedAt, publishedAt, updatedAt, ...dates, by });
  if (isDeepStrictEqual(before, after)) return before;
  const changedAt = status === before.status ? {} : { statusChangedAt: now };
  return { ...after, ...changedAt, updatedAt: now, ...present(dates) };
}

function present(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** The text of a changed listing. What did not change keeps its bytes. */
export function listingText(before: { text: string; value: ListingValue } | null, after: ListingValue): string {
  if (!before || before.text === jsonText(before.value)) return jsonText(after);
  const hasRecords = isObject(before.value.versions);
  const fields = editsBetween(before.value, after).filter(({ path: [key] }) => key !== 'versions' || !hasRecords);
  const records = hasRecords ? editsBetween(recordsOf(before.value), recordsOf(after), ['versions']) : [];
  return [...fields, ...records].reduce((text, { path, value }) => withValueAt(text, path, value), before.text);
}

function editsBetween(before: ListingValue, after: ListingValue, path: string[] = []) {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = keys.filter((key) => !isDeepStrictEqual(before[key], after[key]));
  return changed.map((key) => ({ path: [...path, key], value: after[key] }));
}
