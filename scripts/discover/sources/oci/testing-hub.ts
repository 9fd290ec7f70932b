import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listening } from '../../../../catalog/net/testing.ts';

/** An image repository of the stand-in: its labels by tag, in the order in which they were pushed, the newest first. */
export interface StoodImages {
  /** `namespace/name`. */
  repository: string;
  tags: Record<string, Record<string, string>>;
  description?: string;
  updatedAt?: string;
  isPrivate?: boolean;
}

/**
 * Docker Hub's API with its pages and limits, and a registry that gives manifests and configs to who has a token, a token
 * to anyone, and so many manifests by tag to nobody's account.
 */
export async function aHub(images: StoodImages[], { pulls = 100, pageSize = 100 } = {}) {
  const state = { images, pullsLeft: pulls, asked: [] as string[], isLimited: false };
  const blobs = new Map<string, string>();
  const stored = (document: object): string => {
    const text = JSON.stringify(document);
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    blobs.set(digest, text);
    return digest;
  };
  /** The index of an image by platform, with an attestation first. Gives its digest. */
  const imageOf = (labels: Record<string, string>): string => {
    const Env = ['API_KEY=planted-secret'];
    const config = stored({ architecture: 'amd64', os: 'linux', config: { Env, Labels: labels } });
    const manifest = stored({ schemaVersion: 2, config: { digest: config, size: 1 }, layers: [] });
    const unknown = { os: 'unknown', architecture: 'unknown' };
    return stored({
      schemaVersion: 2,
      manifests: [
        { digest: `sha256:${'a'.repeat(64)}`, platform: unknown },
        { digest: manifest, platform: { os: 'linux', architecture: 'amd64' } },
      ],
    });
  };

  let origin = '';
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', origin);
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      state.asked.push(`${pathname} ${status}`);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    if (pathname.startsWith('/v2/namespaces/') && state.isLimited) {
      state.isLimited = false;
      const reset = String(Math.floor(Date.now() / 1000) + 30);
      return send(429, { detail: 'Rate limit exceeded' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset });
    }
    const [, namespace, name] = /^\/v2\/namespaces\/([^/]+)\/repositories(?:\/([^/]+)\/tags)?$/.exec(pathname) ?? [];
    if (namespace !== undefined && name === undefined) {
      const own = state.images.filter(({ repository }) => repository.startsWith(`${namespace}/`));
      if (own.length === 0) return send(404, { message: 'namespace not found' });
      const page = Number(query.get('page') ?? 1);
      const shown = own.slice((page - 1) * pageSize, page * pageSize);
      return send(200, {
        count: own.length,
        next: own.length > page * pageSize ? `https://elsewhere.example/?page=${page + 1}` : null,
        results: shown.map(
          ({ repository, description = '', updatedAt = '2026-11-01T00:00:00Z', isPrivate = false }) => {
            const about = { description, last_updated: updatedAt, is_private: isPrivate };
            return { ...{ name: repository.split('/')[1], namespace, pull_count: 1, star_count: 0 }, ...about };
          },
        ),
      });
    }
    const found = state.images.find(({ repository }) => repository === `${namespace}/${name}`);
    if (found) {
      const results = Object.entries(found.tags).map(([tag, labels]) => ({ name: tag, digest: imageOf(labels) }));
      return send(200, { count: results.length, next: null, results });
    }
    if (pathname === '/token') return send(200, { token: 'anyone' });
    const [, repository = '', kind, reference = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(pathname) ?? [];
    if (request.headers.authorization !== 'Bearer anyone') {
      const challenge = `Bearer realm="${origin}/token",service="hub",scope="repository:${repository}:pull"`;
      return send(401, { errors: [{ code: 'UNAUTHORIZED' }] }, { 'www-authenticate': challenge });
    }
    const labels = state.images.find((each) => each.repository === repository)?.tags[reference];
    if (kind === 'manifests' && labels) {
      if (state.pullsLeft === 0) return send(429, { errors: [{ code: 'TOOMANYREQUESTS' }] });
      state.pullsLeft -= 1;
      return send(200, blobs.get(imageOf(labels)) ?? '');
    }
    return blobs.has(reference) ? send(200, blobs.get(reference)) : send(404, { errors: [{ code: 'NOT_FOUND' }] });
  };
  const server = await listening(createServer(answer));
  origin = `http://127.0.0.1:${server.port}`;
  return { state, origin, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
