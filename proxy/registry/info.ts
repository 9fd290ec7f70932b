import { feedPath } from '../../catalog/urls.ts';
import { json } from './about.ts';
import type { Endpoint } from './endpoint.ts';
import { EXTENSION_PATH, expectThisRegistry } from './extension-path.ts';

/** What else this registry has than the registry API: each below `/v0.1/x/<registry id>/`. */
const EXTENSIONS = [
  { name: 'info', path: 'info', summary: 'Who this registry is, how much it has, and where else to look' },
  { name: 'search', path: 'search?q=…', summary: 'Ranked search with filters and facets; forgives typing mistakes' },
  { name: 'changes', path: 'changes?since=…', summary: 'What has changed since a moment, as JSON lines' },
  { name: 'changes of a day', path: 'changes/{day}', summary: 'What has changed on a day, as JSON lines' },
];

/** Who this registry is. */
export const info: Endpoint = {
  path: `${EXTENSION_PATH}/info`,
  only: 'v0.1',
  methods: {
    GET: (asked) => {
      expectThisRegistry(asked);
      const { manifest, servers, size } = asked.snapshot;
      const { id, title, description, owner, contact, repository, siteUrl, proxyUrl } = manifest.registry;
      const status = { active: 0, deprecated: 0, deleted: 0 };
      for (const row of servers.latest) status[row.status] += 1;
      const here = `/v0.1/x/${id}/`;
      return json({
        registry: { id, title, description, owner, contact, repository },
        counts: { servers: size, versions: servers.all.length, status },
        snapshot: { id: manifest.id, at: manifest.at, commit: manifest.commit },
        links: {
          site: siteUrl,
          // The site has them for all servers, too.
          ...{
            incidents: new URL(feedPath('incidents'), siteUrl).href,
            drift: new URL(feedPath('drift'), siteUrl).href,
          },
          ...(proxyUrl === undefined ? {} : { proxy: proxyUrl }),
          servers: '/v0.1/servers',
          openapi: '/openapi.json',
          docs: '/docs',
          changes: `${here}changes`,
        },
        extensions: EXTENSIONS.map((extension) => ({ ...extension, path: `${here}${extension.path}` })),
      });
    },
  },
};
