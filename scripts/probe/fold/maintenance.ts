import type { Listing } from '../../../catalog/listing.ts';
import type { Look } from '../look.ts';

/** Why a server is under announced maintenance at a moment (RFC 3339); null when it is not. A window ends before its `to`. */
export function maintenanceAt({ probe }: Pick<Listing, 'probe'>, at: string): string | null {
  if (!probe?.maintenance) return null;
  const now = Date.parse(at);
  const window = probe.maintenance.find(({ from, to }) => Date.parse(from) <= now && now < Date.parse(to));
  return window?.reason ?? null;
}

/** Looks as they are judged: inside a window whatever was seen is maintenance, and counts for nothing. */
export function excused(looks: Look[], listing: Pick<Listing, 'probe'>, at: string): Look[] {
  const message = maintenanceAt(listing, at);
  if (message === null) return looks;
  return looks.map(({ instance }) => ({
    instance: { ...instance, health: 'unknown', reason: 'maintenance' },
    message,
    tools: null,
  }));
}
