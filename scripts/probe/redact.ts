/** Says what stands in the place of a secret, by the secret's name. */
type StandIn = (name: string) => string;

const REDACTED: StandIn = () => '[redacted]';
const SECRET_NAME = /auth|cookie|token|secret|passw|credential|session|signature|sig$|api-?_?key|key$|^key|code$/i;
/** As good as nobody writes such a word himself: it was given to somebody. */
const SECRET_VALUE = /^(?=.*\d)(?=.*[a-z])[\w.~+=-]{20,}$/i;
/** Names of secrets by their looks that are none. */
const OPEN_NAMES = new Set(['www-authenticate', 'proxy-authenticate', 'x-ratelimit-tokens']);

/** A header's value, unless it is a secret by its name. */
export function redactedHeader(name: string, value: string, standIn: StandIn = REDACTED): string {
  if (name === 'location') return redactedUrl(value, standIn);
  return SECRET_NAME.test(name) && !OPEN_NAMES.has(name) ? standIn(name) : value;
}

/** A URL or a path with its query, without whoever is named before the host, and without the secrets in path and query. */
export function redactedUrl(url: string, standIn: StandIn = REDACTED): string {
  const [, start = '', path = '', query] = /^([a-z]+:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  const origin = start.replace(/\/\/[^@]*@/, '//');
  const segments = path.split('/').map((segment) => (SECRET_VALUE.test(segment) ? standIn('token') : segment));
  const pairs = query?.split('&').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    const isSecret = SECRET_NAME.test(name) || SECRET_VALUE.test(value.join('='));
    return isSecret ? `${name}=${standIn(name)}` : pair;
  });
  return `${origin}${segments.join('/')}${pairs ? `?${pairs.join('&')}` : ''}`;
}

/** A text without some secrets, wherever they stand in it. What is too short to be one stays. */
export function withoutSecrets(text: string, secrets: string[]): string {
  return secrets.reduce((rest, secret) => (secret.length < 6 ? rest : rest.replaceAll(secret, '[redacted]')), text);
}
