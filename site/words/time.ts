/** Times as the site writes them, always in UTC and without a locale, so that equal input gives equal pages. */

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `Thu 19 Nov 2026, 08:07 UTC`. */
export function moment(iso: string): string {
  return `${dayInFull(iso)}, ${clockOf(iso)}`;
}

/** `Thu 19 Nov 2026`. */
export function dayInFull(iso: string): string {
  return `${DAYS[new Date(iso).getUTCDay()]} ${dayOf(iso)}`;
}

/** `08:07 UTC`. */
export function clockOf(iso: string): string {
  return `${clock(iso)} UTC`;
}

/** `08:07`. */
export function clock(iso: string): string {
  return new Date(iso).toISOString().slice(11, 16);
}

/** `19 Nov 2026`. */
export function dayOf(iso: string): string {
  return `${shortDay(iso)} ${new Date(iso).getUTCFullYear()}`;
}

/** `19 Nov`, for axes whose year is said beside them. */
export function shortDay(iso: string): string {
  const date = new Date(iso);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** `58 minutes`, `3 h 4 min`, `3 days 1 h`. */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return withRest(`${hours} h`, minutes % 60, 'min');
  const days = Math.floor(hours / 24);
  return withRest(days === 1 ? '1 day' : `${days} days`, hours % 24, 'h');
}

/** `4 minutes ago` for what is less than a day past, else null: then the moment itself is said. */
export function relative(iso: string, now: number): string | null {
  const passed = now - Date.parse(iso);
  if (!(passed > -MINUTE && passed < DAY)) return null;
  if (passed < MINUTE) return 'just now';
  const minutes = Math.floor(passed / MINUTE);
  if (minutes < 60) return minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  return hours === 1 ? '1 hour ago' : `${hours} hours ago`;
}

function withRest(whole: string, rest: number, unit: string): string {
  return rest === 0 ? whole : `${whole} ${rest} ${unit}`;
}
