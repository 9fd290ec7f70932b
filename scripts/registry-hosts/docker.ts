import { type Host, json, pagesOf, rowsOf } from './host.ts';

/** `docker mcp catalog`: it asks `/v0`, for a hundred latest versions a page, and then for each server's own. */
export const docker: Host = {
  name: 'Docker',
  browse: async ({ base }) => {
    const url = `${base}/v0/servers?version=latest&limit=100`;
    const pages = await pagesOf(url, (cursor) => `${url}&cursor=${encodeURIComponent(cursor)}`);
    const listed = pages.flatMap(rowsOf);
    const [first = ''] = listed;
    const at = first.lastIndexOf('@');
    const server = `${base}/v0/servers/${encodeURIComponent(first.slice(0, at))}`;
    const { body: versions } = await json(`${server}/versions`);
    if (!rowsOf(versions).includes(first)) throw new Error(`${first} is not among its own versions`);
    const { response } = await json(`${server}/versions/${encodeURIComponent(first.slice(at + 1))}`);
    if (!response.ok) throw new Error(`${first} answers ${response.status}`);
    return { listed, found: null };
  },
};
