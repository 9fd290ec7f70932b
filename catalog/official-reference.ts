/**
 * The official registry's name for what the schema has against a value, where it has one. A pattern, since items of
 * arrays have numbers; the first that fits counts.
 */
const NAMES: [place: RegExp, is: (value: unknown) => boolean, reference: string][] = [
  [/^\/name$/, isText, 'invalid-server-name'],
  [/^\/repository\/url$/, isText, 'invalid-repository-url'],
  [/^\/packages\/\d+\/transport\/type$/, () => true, 'unsupported-transport-type'],
  [/^\/packages\/\d+\/transport\/url$/, isNothing, 'streamable-transport-url-required'],
  [/^\/packages\/\d+\/(package|runtime)Arguments\/\d+\/name$/, isNothing, 'named-argument-name-required'],
  [/^\/remotes\/\d+\/type$/, () => true, 'unsupported-remote-transport-type'],
  [/^\/remotes\/\d+\/url$/, isNothing, 'remote-transport-url-required'],
  [/^\/remotes\/\d+\/url$/, isText, 'invalid-remote-url'],
];

/** The official registry's name for what the schema has against the value at a place. */
export function officialReference(pointer: string, value: unknown): string | undefined {
  return NAMES.find(([place, is]) => place.test(pointer) && is(value))?.[2];
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === '';
}
