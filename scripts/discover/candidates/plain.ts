import { SECRET_NAME } from '../../../catalog/dialects/mends/secrets.ts';
import { withoutTokens } from '../../../catalog/rules/no-secret.ts';
import { withoutHidden } from '../../../catalog/rules/text.ts';

/** Text of a stranger beside a candidate, such as where it was seen: on one line, not long, without secrets. */
export function plain(text: string, most = 500): string {
  if (text.length <= most && /^[!"$->A-~]*$/.test(text)) return withoutTokens(text);
  const seen = withoutHidden(text.slice(0, most * 2))
    .replace(/\s+/g, ' ')
    .trim();
  const safe = withoutSecrets(seen);
  return safe.length > most ? `${safe.slice(0, most)}…` : safe;
}

/** Text without tokens, and with addresses in it that hold no secret. */
export function withoutSecrets(text: string): string {
  const safe = withoutTokens(text);
  if (!safe.includes('://')) return safe;
  return safe.replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, (url) => withoutUrlSecrets(url));
}

/** An address without user name and password, and without what its query calls a secret, or what looks like one. */
export function withoutUrlSecrets(url: string): string {
  if (!/[@?#]/.test(url)) return url;
  const [beforeFragment = '', fragment] = split(url, '#');
  const [address = '', query] = split(beforeFragment, '?');
  const plain = address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@/i, '$1');
  const kept = (part: string | undefined) =>
    part
      ?.split('&')
      .filter((each) => !isSecretPair(each))
      .join('&');
  const [safeQuery, safeFragment] = [kept(query), kept(fragment)];
  return `${plain}${safeQuery ? `?${safeQuery}` : ''}${safeFragment ? `#${safeFragment}` : ''}`;
}

/** Whether a run of characters is made by a machine, as keys are: letters and digits in turn, and no words. */
export function looksRandom(text: string): boolean {
  if (!/^[\w.~+/=-]{20,}$/.test(text) || /^\d+(\.\d+)*$/.test(text)) return false;
  return text.split(/[./=_-]+/).some((run) => run.length >= 16 && turnsOf(run) >= 4) || /^[0-9a-f-]{32,}$/i.test(text);
}

function turnsOf(run: string): number {
  return (run.match(/[a-zA-Z]\d|\d[a-zA-Z]/g) ?? []).length + (run.match(/[a-z][A-Z]/g) ?? []).length / 2;
}

const SECRET_PARAMETER =
  /(key|token|secret|password|passwd|pwd|signature|auth|credentials?|jwt)$|(^|[_-])(sig|session|code|pat)$/i;

function isSecretPair(pair: string): boolean {
  const [name = '', value = ''] = split(pair, '=');
  const said = decoded(value);
  if (said === '' && !looksRandom(decoded(name))) return false;
  if (/^\{[^{}]*\}$/.test(said)) return false;
  return SECRET_PARAMETER.test(decoded(name)) || SECRET_NAME.test(name) || looksRandom(said || decoded(name));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function split(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
