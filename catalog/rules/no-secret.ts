import type { Fault } from '../json/json-source.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { inputsOf, type Part, stringsWhere, textIn } from './server-view.ts';
import { templateNames } from './url-template.ts';

/** A secret in git is a secret told: it stays in the history after it was deleted. No message repeats it. */
export const noSecret: FileRule = {
  code: 'E312',
  name: 'no-secret',
  severity: 'error',
  why: 'The catalog is public and git forgets nothing: a file describes which secret is needed, and never holds one.',
  scope: 'file',
  kinds: ['server', 'listing', 'tools', 'registry', 'refused'],
  run: ({ kind, value, text }) => [
    ...(kind === 'server' ? inputsOf(value).flatMap(literalFaults) : []),
    ...(mayHoldToken(text) ? tokenFaults(value) : []),
  ],
  examples: {
    passes: example({ server: { remotes: [remoteWith({ name: 'X-Key', isSecret: true, placeholder: 'your key' })] } }),
    fails: example({ server: { remotes: [remoteWith({ name: 'X-Key', isSecret: true, value: 'open sesame' })] } }),
  },
};

function remoteWith(header: Record<string, unknown>) {
  return { type: 'streamable-http', url: 'https://weather.example.com/mcp', headers: [header] };
}

/** A secret input may have a value only when it is put together of variables: `Bearer {token}`. */
function literalFaults({ pointer, value }: Part): Fault[] {
  const isSecret = value.isSecret === true || /^(proxy-)?authorization$/i.test(textIn(value, 'name') ?? '');
  return ['value', 'default'].flatMap((field) => {
    const literal = textIn(value, field);
    if (!isSecret || !literal || templateNames(literal).length > 0) return [];
    const message = `A secret has a literal "${field}"`;
    const fix = `Delete it and withdraw the secret where it is valid; for an example use "placeholder", for a part "{variable}".`;
    return [{ pointer: `${pointer}/${field}`, message, fix }];
  });
}

/** Tokens that say by their form whose they are. */
const TOKENS: [name: string, form: RegExp][] = [
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{50}/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}/],
  ['an OpenAI or Anthropic key', /\bsk-(proj-|ant-)?[A-Za-z0-9_-]{32}/],
  ['a Slack token', /\bxox[abeprs]-[A-Za-z0-9-]{10}/],
  ['an AWS access key', /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20}/],
  ['a Hugging Face token', /\bhf_[A-Za-z0-9]{30}/],
  ['a JSON Web Token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----)[\s\S])*(?:-----END [A-Z ]*PRIVATE KEY-----)?/],
];

/** One of these signs is in every token, or in an escape that hides it; a text without any needs no closer look. */
const SIGNS = /gh[pousr]_|github_pat_|glpat-|npm_|sk-|xox|AKIA|ASIA|AIza|k_live_|hf_|eyJ|PRIVATE KEY|\\/;

/** Text with the tokens in it taken out. */
export function withoutTokens(text: string): string {
  if (!mayHoldToken(text)) return text;
  return TOKENS.reduce((left, [, form]) => left.replace(new RegExp(`(?:${form.source})[\\w.+/=-]*`, 'g'), '…'), text);
}

function mayHoldToken(text: string): boolean {
  return SIGNS.test(text);
}

function tokenFaults(value: unknown): Fault[] {
  return stringsWhere((text) => tokenIn(text) !== undefined, value).map(({ pointer, at, text }) => ({
    pointer,
    at,
    message: `This looks like ${tokenIn(text)}`,
    fix: 'Withdraw it where it is valid, then delete it here.',
  }));
}

function tokenIn(text: string): string | undefined {
  return text.length < 16 ? undefined : TOKENS.find(([, form]) => form.test(text))?.[0];
}
