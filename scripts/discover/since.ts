import { momentOf } from '../../catalog/dialects/record.ts';

const UNITS: Record<string, number> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** A moment, as people say it: `36h`, `7d`, `2w` before now, or RFC 3339. Null for anything else. */
export function momentBefore(said: string, now: Date): Date | null {
  const [, count, unit = ''] = /^(\d{1,4})([hdw])$/.exec(said) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (UNITS[unit] ?? 0));
  const moment = momentOf(said);
  return moment === null ? null : new Date(moment);
}
