import * as z from 'zod';
import { type Answer, isThere, jsonOf } from './answer.ts';
import type { Ask } from './ask.ts';
import type { RegistryBase } from './bases.ts';
import type { Image } from './image.ts';
import { RegistryFault } from './registry-fault.ts';

/** Part of an image: its path below the repository, and the media types that will do. */
export type Pull = (path: string, accept: string) => Promise<Answer>;

/** Docker Hub says `token`, others `access_token`: https://distribution.github.io/distribution/spec/auth/token/ */
const Token = z.union([
  z.looseObject({ token: z.string().min(1) }).transform(({ token }) => token),
  z.looseObject({ access_token: z.string().min(1) }).transform(({ access_token }) => access_token),
]);

/**
 * Pulls parts of one image over the distribution API, as anyone can who has no account: a registry that wants a token
 * says where one is had. An answer of 401 or 403 stays when it does not help.
 */
export function pulling({ api, repository }: Image, ask: Ask, base: RegistryBase | null): Pull {
  let token: string | undefined;
  const get = (path: string, accept: string) =>
    ask(`${base?.url ?? api}/v2/${repository}/${path}`, {
      base,
      headers: { accept, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    });
  return async (path, accept) => {
    const answer = await get(path, accept);
    if (answer.status !== 401 || token !== undefined) return answer;
    const place = tokenPlace(answer.header('www-authenticate'), repository);
    if (!place) return answer;
    const given = await ask(place, { base });
    if ([401, 403].includes(given.status)) return given;
    if (!isThere(given)) throw new RegistryFault('not-runnable', 'its registry gives no token to anyone');
    token = jsonOf(given, Token);
    return get(path, accept);
  };
}

/** `Bearer realm="…",service="…",scope="…"`: asked for reading this repository, whatever scope it names. */
function tokenPlace(challenge: string, repository: string): string | null {
  const part = (name: string) => new RegExp(`(?:^|[\\s,])${name}="([^"]*)"`, 'i').exec(challenge)?.[1];
  const realm = part('realm');
  if (!/^bearer\s/i.test(challenge) || realm === undefined || !URL.canParse(realm)) return null;
  const url = new URL(realm);
  const service = part('service');
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', `repository:${repository}:pull`);
  return /^https?:$/.test(url.protocol) ? url.href : null;
}
