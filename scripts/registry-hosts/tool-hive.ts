import { parse } from 'yaml';
import { type Host, json, pagesOf, rowsOf } from './host.ts';

const MOST = 10_000;
const HOME = 'https://github.com/modelcontextprotocol/registry';

/** ToolHive: it wants JSON to be called JSON, and two values in the OpenAPI document. */
export const toolHive: Host = {
  name: 'ToolHive',
  browse: async ({ base, search }) => {
    const { response, body } = await json(`${base}/v0.1/servers?limit=1&version=latest`);
    if (!response.ok || !/^application\/json\b/.test(response.headers.get('content-type') ?? ''))
      throw new Error('this is no registry: no JSON');
    if (!Array.isArray(body.servers) || typeof body.metadata !== 'object') throw new Error('this is no registry');
    const { info } = parse(await (await fetch(`${base}/openapi.yaml`)).text());
    if (info?.version !== '1.0.0' || !String(info.description).includes(HOME))
      throw new Error('this is no registry: openapi.yaml');
    const url = `${base}/v0.1/servers?limit=100&version=latest`;
    const pages = await pagesOf(url, (cursor) => `${url}&cursor=${encodeURIComponent(cursor)}`);
    const listed = pages.flatMap(rowsOf);
    if (listed.length > MOST) throw new Error('too many servers');
    const found = await json(`${base}/v0.1/servers?search=${encodeURIComponent(search)}&version=latest`);
    return { listed, found: rowsOf(found.body) };
  },
  allows: async ({ base }, server) => {
    const url = `${base}/v0.1/servers/${encodeURIComponent(server)}/versions/latest`;
    return (await json(url)).response.ok ? 'yes' : 'no';
  },
};
