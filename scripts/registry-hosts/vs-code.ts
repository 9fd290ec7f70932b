import { type Host, json, type Listed, pagesOf, rowsOf } from './host.ts';

const PAGE = 50;

/** VS Code's gallery: it puts cursors into the address as they are, and forgets on the second page what it searched for. */
export const vsCode: Host = {
  name: 'VS Code',
  browse: async ({ base, search }) => {
    const url = `${base}/${await dialectOf(base)}/servers?limit=${PAGE}&version=latest`;
    const listed = await pagesOf(url, (cursor) => `${url}&cursor=${cursor}`);
    const found = await pagesOf(`${url}&search=${encodeURIComponent(search)}`, (cursor) => `${url}&cursor=${cursor}`);
    return { listed: listed.flatMap(readable), found: found.flatMap(readable) };
  },
  allows: async ({ base }, server) => {
    const url = `${base}/v0.1/servers/${encodeURIComponent(server)}/versions/latest`;
    const { status } = (await json(url)).response;
    return status === 200 ? 'yes' : status >= 400 && status < 500 ? 'no' : 'blocks everything';
  },
};

async function dialectOf(base: string): Promise<string> {
  for (const dialect of ['v0.1', 'v0']) {
    const { ok } = (await json(`${base}/${dialect}/servers?limit=1`)).response;
    if (ok) return dialect;
  }
  return 'v0.1';
}

/** A page whose first entry it cannot read is an error to it; later ones are passed over. */
function readable(page: Listed): string[] {
  if (!page.metadata) throw new Error('a page without metadata');
  const servers = page.servers ?? [];
  const isReadable = ({ server, _meta }: (typeof servers)[number]) =>
    Boolean(server?.name && server.description && server.version) && typeof _meta === 'object' && _meta !== null;
  if (servers[0] && !isReadable(servers[0])) throw new Error('the first entry of a page cannot be read');
  return rowsOf({ servers: servers.filter(isReadable) });
}
