import * as z from 'zod';
import { utc } from '../git/git-dates.ts';
import { Lifecycle } from '../listing.ts';
import type { Note, RegistryRecord } from './dialect.ts';
import { cutText } from './mends/texts.ts';

const Moment = z.iso.datetime({ offset: true });

/** What a registry said of a version, as far as it can be used; the rest is noted. */
export function readRecord(
  said: Record<'status' | 'statusMessage' | 'statusChangedAt' | 'publishedAt' | 'updatedAt' | 'isLatest', unknown>,
  notes: Note[],
): RegistryRecord {
  const record: RegistryRecord = {};
  const status = Lifecycle.safeParse(said.status);
  if (status.success) record.status = status.data;
  else if (isSaid(said.status)) notes.push(unusable('status', said.status));
  // A message belongs to a deprecation or deletion.
  if (
    typeof said.statusMessage === 'string' &&
    said.statusMessage.trim() !== '' &&
    (record.status ?? 'active') !== 'active'
  )
    record.statusMessage = cutText(said.statusMessage.trim(), 500);
  for (const field of ['statusChangedAt', 'publishedAt', 'updatedAt'] as const) {
    const moment = momentOf(said[field]);
    if (moment !== null) record[field] = moment;
    else if (isSaid(said[field])) notes.push(unusable(field, said[field]));
  }
  if (typeof said.isLatest === 'boolean') record.isLatest = said.isLatest;
  return record;
}

/** RFC 3339 in UTC. Programs that had no date wrote one of the year 1. */
export function momentOf(value: unknown): string | null {
  const { data } = Moment.safeParse(value);
  return data !== undefined && Date.parse(data) >= Date.UTC(2000, 0) ? utc(data) : null;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function unusable(field: string, value: unknown): Note {
  const message = `The registry's ${field}, ${JSON.stringify(value)?.slice(0, 80)}, cannot be used`;
  return { pointer: '', code: 'field-dropped', message };
}
