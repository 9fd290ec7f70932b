import { readBody } from '../body.ts';
import { ProxyError } from '../error.ts';
import type { Asked, Endpoint } from './endpoint.ts';

const WHY = 'This registry takes entries by pull request: see the contributor’s page of its repository';

/** What changes the catalog is refused, for now: first who asks must say who he is, then we say that we cannot. */
function refuse({ request }: Asked): never {
  if (!/^bearer\s+\S/i.test(request.headers.authorization ?? '')) {
    throw new ProxyError('unauthorized', 'Send a token: Authorization: Bearer …');
  }
  throw new ProxyError('not_implemented', WHY);
}

export const publish: Endpoint = { path: '/publish', methods: { POST: refuse } };

export const edit: Endpoint = { path: '/servers/{name}/versions/{version}', methods: { PUT: refuse, DELETE: refuse } };

export const versionStatus: Endpoint = {
  path: '/servers/{name}/versions/{version}/status',
  methods: { PATCH: refuse },
};

export const serverStatus: Endpoint = { path: '/servers/{name}/status', methods: { PATCH: refuse } };

const PROOFS = ['github_token', 'oidc_token', 'signed_timestamp'];

/** The exchange of a proof for a token. The proof is in the body. */
export const signIn: Endpoint = {
  path: '/auth/{method}',
  methods: {
    POST: async ({ request, bodyBytes, params: [method = ''] }) => {
      const known = ['github-at', 'github-oidc', 'oidc', 'dns', 'http', 'none'];
      if (!known.includes(method)) throw new ProxyError('not_found', `No sign-in is called ${JSON.stringify(method)}`);
      const body = await readBody(request, bodyBytes);
      const hasProof = method === 'none' || PROOFS.some((proof) => body.includes(`"${proof}"`));
      if (!hasProof) throw new ProxyError('unauthorized', `Send a proof: one of ${PROOFS.join(', ')}`);
      throw new ProxyError('not_implemented', WHY);
    },
  },
};
