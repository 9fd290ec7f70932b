import { readBody } from '../body.ts';
import { ProxyError } from '../error.ts';
import type { Answer, Asked, Endpoint } from './endpoint.ts';
import type { Publishing } from './publishing/publishing.ts';

const WHY = 'This registry takes entries by pull request: see the contributor’s page of its repository';

/** Where nothing is published over the API, first who asks must say who they are, then we say that we cannot. */
function refuse({ request }: Asked): never {
  if (!/^bearer\s+\S/i.test(request.headers.authorization ?? '')) {
    throw new ProxyError('unauthorized', 'Send a token: Authorization: Bearer …');
  }
  throw new ProxyError('not_implemented', WHY);
}

type Act = (asked: Asked, publishing: Publishing) => Promise<Answer>;

/** What changes the catalog. The rules and the keys take a while to load, and few proxies are ever asked. */
function writing(load: () => Promise<Act>): (asked: Asked) => Promise<Answer> {
  return async (asked) => {
    const { publishing } = asked;
    return publishing ? (await load())(asked, publishing) : refuse(asked);
  };
}

export const publish: Endpoint = {
  path: '/publish',
  methods: { POST: writing(async () => (await import('./publishing/publish.ts')).publish) },
};

export const edit: Endpoint = {
  path: '/servers/{name}/versions/{version}',
  methods: {
    PUT: writing(async () => (await import('./publishing/edit.ts')).edit),
    DELETE: writing(async () => (await import('./publishing/status.ts')).deleteVersion),
  },
};

export const versionStatus: Endpoint = {
  path: '/servers/{name}/versions/{version}/status',
  methods: { PATCH: writing(async () => (await import('./publishing/status.ts')).changeVersionStatus) },
};

export const serverStatus: Endpoint = {
  path: '/servers/{name}/status',
  methods: { PATCH: writing(async () => (await import('./publishing/status.ts')).changeServerStatus) },
};

const PROOFS = ['github_token', 'oidc_token', 'signed_timestamp'];

/** The exchange of a proof for a token. The proof is in the body. */
export const signIn: Endpoint = {
  path: '/auth/{method}',
  methods: {
    POST: async (asked) => {
      const { request, bodyBytes, publishing, params } = asked;
      const [method = ''] = params;
      const known = ['github-at', 'github-oidc', 'oidc', 'dns', 'http', 'none'];
      if (!known.includes(method)) throw new ProxyError('not_found', `No sign-in is called ${JSON.stringify(method)}`);
      if (publishing) return (await import('./publishing/sign-in.ts')).exchange(asked, publishing);
      const body = await readBody(request, bodyBytes);
      const hasProof = method === 'none' || PROOFS.some((proof) => body.includes(`"${proof}"`));
      if (!hasProof) throw new ProxyError('unauthorized', `Send a proof: one of ${PROOFS.join(', ')}`);
      throw new ProxyError('not_implemented', WHY);
    },
  },
};
