/** A server by name, and its title in one line. */
export type NamedServer = [name: string, title: string];

/** Which file of names holds what begins so: a letter, or `0` for digits and all else. */
export function shardOf(text: string): string {
  const first = text.charAt(0).toLowerCase();
  return /[a-z]/.test(first) ? first : '0';
}

/** `weather` of `com.example/weather`. */
export function ownName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
