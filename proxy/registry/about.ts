import { CLIENT_INFO } from '../upstream/identity.ts';
import type { Answer, Asked, Endpoint } from './endpoint.ts';

/** Whether the registry answers, and how clients sign in to it. */
export const health: Endpoint = {
  path: '/health',
  methods: {
    GET: ({ settings: { githubClientId } }) =>
      json({ status: 'ok', ...(githubClientId ? { github_client_id: githubClientId } : {}) }),
  },
};

export const ping: Endpoint = {
  path: '/ping',
  methods: {
    GET: (asked) => {
      if (asked.dialect === 'v0.1') return json({ pong: true });
      const { settings, snapshot } = asked;
      const { environment, version = `registry-${snapshot.manifest.commit ?? 'none'}` } = settings;
      return json({ pong: true, status: 'ok', environment, version });
    },
  },
};

export const buildVersion: Endpoint = {
  path: '/version',
  methods: {
    GET: ({ settings, snapshot: { manifest } }: Asked) =>
      json({
        version: settings.version ?? CLIENT_INFO.version,
        git_commit: manifest.commit ?? '',
        build_time: manifest.at,
      }),
  },
};

/** Plain JSON as an answer. */
export function json(value: unknown, status = 200): Answer {
  return { status, body: `${JSON.stringify(value)}\n` };
}
