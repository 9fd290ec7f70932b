import { createServer } from 'node:net';
import type { Canary, Perch } from './canary.ts';
import { listen, remote, serving } from './serving.ts';
import { listing, SONG, speaking } from './speaking.ts';

export const nameless: Canary = {
  name: 'nameless',
  expected: 'dns',
  about: 'Its name has no address.',
  // RFC 6761: no name below .invalid is ever given to anybody.
  start: async () => nothing(remote('nobody.canary.invalid', 9, { egress: {} })),
};

export const closed: Canary = {
  name: 'closed',
  expected: 'tcp',
  about: 'Nobody listens where it should be.',
  isQuick: true,
  start: async (at) => {
    const server = createServer();
    const port = await listen(server, at);
    await new Promise((done) => server.close(done));
    return nothing(remote(at, port));
  },
};

export const inside: Canary = {
  name: 'inside',
  expected: 'private-address',
  about: 'It is well, and at an address of this machine, where no entry of a catalog may lead.',
  isQuick: true,
  start: (at) => serving(at, speaking({ 'tools/list': () => listing([SONG]) }), { egress: {} }),
};

/** What would be found where it leads is well, so that to follow it is to be misjudged. */
export const redirect: Canary = {
  name: 'redirect',
  expected: 'not-mcp',
  about: 'It redirects to a private address: redirects are not followed.',
  isQuick: true,
  start: (at) => {
    const well = speaking({ 'tools/list': () => listing([SONG]) });
    return serving(at, (request, response) => {
      if (request.url !== '/mcp') return well(request, response);
      response.writeHead(307, { location: `http://${request.headers.host}/inside` }).end();
    });
  },
};

function nothing(spec: Perch['spec']): Perch {
  return { spec, [Symbol.asyncDispose]: async () => {} };
}
