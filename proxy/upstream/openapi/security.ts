import * as z from 'zod';
import { isObject } from '../../../catalog/json/json.ts';
import { UpstreamFault } from '../fault.ts';
import { dereference, type OpenApiDocument } from './document.ts';
import { isHeaderName, isHeaderText } from './header.ts';

/** What a request shows to say who asks. It comes from the operator, never from whoever calls a tool. */
export interface Credentials {
  headers: Record<string, string>;
  query: [name: string, value: string][];
  cookies: [name: string, value: string][];
}

const Scheme = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('apiKey'), in: z.enum(['header', 'query', 'cookie']), name: z.string().min(1) }),
  z.looseObject({ type: z.literal('http'), scheme: z.string() }),
  z.looseObject({ type: z.enum(['oauth2', 'openIdConnect']) }),
]);
type Scheme = z.infer<typeof Scheme>;

/** The credentials of every security scheme that the operator gave a secret for, by the scheme's name. */
export type KnownCredentials = ReadonlyMap<string, Credentials>;

/** Throws `UpstreamFault` when a secret is for a scheme that the document does not have, or cannot be sent. */
export function knownCredentials(document: OpenApiDocument, secrets: Record<string, string>): KnownCredentials {
  const { securitySchemes } = document.components;
  return new Map(
    Object.entries(secrets).map(([name, secret]) => {
      const given = Object.hasOwn(securitySchemes, name) ? dereference(securitySchemes[name], document) : undefined;
      const { data: scheme } = Scheme.safeParse(given);
      if (!scheme) {
        const names = Object.keys(securitySchemes).slice(0, 10).join(', ') || 'none';
        throw unusable(`"security" names ${name}, and the document has no such scheme; it has: ${names}`);
      }
      const credentials = credentialsOf(scheme, secret);
      const { headers, cookies } = credentials;
      const isSendable = [...Object.entries(headers), ...cookies].every(
        ([header, value]) => isHeaderName(header) && isHeaderText(value),
      );
      if (!isSendable) throw unusable(`the secret for ${name} cannot be sent: it has line breaks or the like in it`);
      return [name, credentials];
    }),
  );
}

/**
 * What to send for an operation: the first of its alternatives that the operator gave all secrets for. With none of
 * them, nothing: the service will say what it wants.
 */
export function credentialsFor(requirements: unknown, known: KnownCredentials): Credentials {
  const alternatives = Array.isArray(requirements) ? requirements.filter(isObject) : [];
  const complete = alternatives
    .map((alternative) => Object.keys(alternative))
    .filter((names) => names.length > 0 && names.every((name) => known.has(name)));
  const parts = (complete[0] ?? []).flatMap((name) => known.get(name) ?? []);
  return {
    headers: Object.assign({}, ...parts.map(({ headers }) => headers)),
    query: parts.flatMap(({ query }) => query),
    cookies: parts.flatMap(({ cookies }) => cookies),
  };
}

function credentialsOf(scheme: Scheme, secret: string): Credentials {
  const nothing: Credentials = { headers: {}, query: [], cookies: [] };
  if (scheme.type === 'apiKey') {
    const { name, in: place } = scheme;
    if (place === 'header') return { ...nothing, headers: { [name.toLowerCase()]: secret } };
    return place === 'query' ? { ...nothing, query: [[name, secret]] } : { ...nothing, cookies: [[name, secret]] };
  }
  const isBasic = scheme.type === 'http' && scheme.scheme.toLowerCase() === 'basic';
  // For basic the secret is `user:password`.
  const authorization = isBasic ? `Basic ${Buffer.from(secret).toString('base64')}` : `Bearer ${secret}`;
  return { ...nothing, headers: { authorization } };
}

function unusable(message: string): UpstreamFault {
  return new UpstreamFault('needs-config', message, { executed: 'no' });
}
