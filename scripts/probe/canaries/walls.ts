import type { Canary } from './canary.ts';
import { sendJson, serving } from './serving.ts';

/** A sign-in that describes itself, and who does it, at the server's own address (RFC 9728, RFC 8414). */
export const wall: Canary = {
  name: 'wall',
  expected: 'auth-required',
  about: 'It wants a sign-in, and says where that is described.',
  isQuick: true,
  start: (at) =>
    serving(at, (request, response) => {
      const origin = `http://${request.headers.host}`;
      const documents: Record<string, object> = {
        '/.well-known/oauth-protected-resource/mcp': { resource: `${origin}/mcp`, authorization_servers: [origin] },
        '/.well-known/oauth-authorization-server': {
          ...{ issuer: origin, authorization_endpoint: `${origin}/authorize`, token_endpoint: `${origin}/token` },
        },
      };
      const document = documents[request.url ?? ''];
      if (document) return sendJson(response, 200, document);
      const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
      response.setHeader('www-authenticate', `Bearer resource_metadata="${metadata}"`);
      sendJson(response, 401, { error: 'invalid_token' });
    }),
};

export const opaqueWall: Canary = {
  name: 'opaque-wall',
  expected: 'auth-opaque',
  about: 'It wants a sign-in, and does not say how that is done.',
  start: (at) => serving(at, (_request, response) => sendJson(response, 401, { error: 'unauthorized' })),
};

export const rateLimit: Canary = {
  name: 'rate-limit',
  expected: 'rate-limited',
  about: 'It says 429: it has had enough of us.',
  start: (at) =>
    serving(at, (_request, response) => void response.writeHead(429, { 'retry-after': '60' }).end('slow down')),
};

export const botWall: Canary = {
  name: 'bot-wall',
  expected: 'bot-wall',
  about: 'A wall in front of it challenges whoever is no browser.',
  start: (at) =>
    serving(at, (_request, response) => {
      response.writeHead(403, { 'content-type': 'text/html', 'cf-mitigated': 'challenge' });
      response.end('<title>Just a moment...</title>');
    }),
};
