const HOUR_MS = 3_600_000;
const MOST_CHANGES = 4;
const WINDOW_MS = 24 * HOUR_MS;
const CALM_MS = 12 * HOUR_MS;

/** The changes (RFC 3339, oldest first) of the last 24 hours; the last of all stays, since calm is counted from it. */
export function recentChanges(changes: string[], at: string): string[] {
  return changes.filter((change, index) => index === changes.length - 1 || isWithin(WINDOW_MS, change, at));
}

/** Whether a server flaps: from its fifth change in 24 hours on, until it has kept still for 12 hours. */
export function flappingAfter(changes: string[], before: boolean, changed: boolean, at: string): boolean {
  if (changed && changes.filter((change) => isWithin(WINDOW_MS, change, at)).length > MOST_CHANGES) return true;
  const last = changes.at(-1);
  return before && last !== undefined && isWithin(CALM_MS, last, at);
}

/** A clock that was set right leaves changes of the future behind, hence both ways. */
function isWithin(ms: number, moment: string, at: string): boolean {
  return Math.abs(Date.parse(at) - Date.parse(moment)) < ms;
}
