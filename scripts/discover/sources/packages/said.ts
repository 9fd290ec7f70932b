/** A server's name as the official schema wants it; both parts begin and end with a letter or digit. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9.-]{0,98}[a-zA-Z0-9]\/[a-zA-Z0-9][a-zA-Z0-9._-]{0,98}[a-zA-Z0-9]$/;

/** The name of a server, where a value is one. */
export function serverName(value: unknown): string | null {
  return typeof value === 'string' && NAME.test(value) ? value : null;
}

/** Texts of strangers are kept up to here; whatever is longer than `server.json` allows stays recognizable as such. */
const CHARACTERS = 2000;

/** A text as it was said, but for what nobody reads; none where it is empty. */
export function saidText(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim().slice(0, CHARACTERS) : '';
  return text === '' ? undefined : text;
}

/** An address of a page, where a value is one. */
export function webPage(value: unknown): string | undefined {
  const text = saidText(value);
  return text !== undefined && /^https?:\/\/\S+$/i.test(text) && URL.canParse(text) ? text : undefined;
}
