/** Something only the reader can fill in. We print its name, never a value. */
export interface Ask {
  /** Spelled as an environment variable: `NOTION_TOKEN`. */
  ask: string;
  secret: boolean;
  description: string;
}

/** A text of a command or a config, some of whose parts the reader fills in: `['Bearer ', { ask: 'TOKEN', … }]`. */
export type Value = (string | Ask)[];

/** A value as text, with each gap written as the place it goes to wants it: `$TOKEN`, `${env:TOKEN}`. */
export function textOf(value: Value, gap: (ask: Ask) => string): string {
  return value.map((part) => (typeof part === 'string' ? part : gap(part))).join('');
}

export function asksOf(values: Value[]): Ask[] {
  const asks = values.flat().filter((part) => typeof part !== 'string');
  return [...new Map(asks.map((ask) => [ask.ask, ask])).values()];
}

/** A name that a shell and every client's config take as a variable's. */
export function variableName(name: string): string {
  const plain = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[A-Z]/.test(plain) ? plain : `VALUE_${plain}`.replace(/_$/, '');
}
