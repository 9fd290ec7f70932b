import * as z from 'zod';
import type { Identity } from '../../../catalog/publish/ownership/identity.ts';
import { ProxyError } from '../../error.ts';
import { json } from '../about.ts';
import type { Answer, Asked } from '../endpoint.ts';
import { bodyText, parseBody } from './body.ts';
import { placeOf } from './limiter.ts';
import type { Proofs } from './proofs.ts';
import { provenBy } from './proofs.ts';
import type { Publishing } from './publishing.ts';

const Secret = z.string().min(1).max(16_384);
const GithubToken = z.object({ github_token: Secret });
const OidcToken = z.object({ oidc_token: Secret });
const Signed = z.object({
  domain: z.string().min(1).max(253),
  timestamp: z.string().min(1).max(64),
  signed_timestamp: z.string().min(1).max(1024),
});

/** How each kind of proof is read out of a body, and looked at. */
const WAYS: Record<string, (body: string, proofs: Proofs) => Promise<Identity>> = {
  'github-at': (body, proofs) => proofs.github(parseBody(body, GithubToken).github_token),
  'github-oidc': (body, proofs) => proofs.actions(parseBody(body, OidcToken).oidc_token),
  oidc: (body, proofs) => proofs.oidc(parseBody(body, OidcToken).oidc_token),
  dns: (body, proofs) => domain('dns', body, proofs),
  http: (body, proofs) => domain('http', body, proofs),
};

function domain(method: 'dns' | 'http', body: string, proofs: Proofs): Promise<Identity> {
  const { domain, timestamp, signed_timestamp: signedTimestamp } = parseBody(body, Signed);
  return proofs.domain({ method, domain, timestamp, signedTimestamp });
}

/** Exchanges a proof for a token of ours (registry API, `/auth/{method}`). */
export async function exchange(asked: Asked, publishing: Publishing): Promise<Answer> {
  const [method = ''] = asked.params;
  publishing.proofLimit.expectRoom(placeOf(asked.request.socket.remoteAddress));
  const body = await bodyText(asked);
  const identity = await identityBy(method, body, publishing);
  const { expires_at, registry_token } = await publishing.tokens.issue(publishing.whoIs(identity));
  return { ...json({ registry_token, expires_at }), headers: { 'cache-control': 'no-store' } };
}

async function identityBy(method: string, body: string, { settings, proofs }: Publishing): Promise<Identity> {
  if (method === 'none') {
    if (settings.anonymous) return { method };
    throw new ProxyError('unauthorized', 'Nobody publishes here without a proof: sign in another way');
  }
  const way = Object.hasOwn(WAYS, method) ? WAYS[method] : undefined;
  if (!way) throw new ProxyError('not_found', `No sign-in is called ${JSON.stringify(method)}`);
  return provenBy(way(body, proofs));
}
