import { type Host, json, pagesOf, rowsOf } from './host.ts';

/** Copilot's command line: one answer that is neither yes nor no, and it shuts off every server. */
export const copilotCli: Host = {
  name: 'Copilot CLI',
  browse: async ({ base }) => {
    const url = `${base}/v0.1/servers`;
    const pages = await pagesOf(url, (cursor) => `${url}?cursor=${encodeURIComponent(cursor)}`);
    return { listed: pages.flatMap(rowsOf), found: null };
  },
  allows: async ({ base }, server) => {
    const url = `${base}/v0.1/servers/${encodeURIComponent(server)}/versions/latest`;
    const { response } = await json(url, { headers: { accept: 'application/json' } });
    return response.status === 200 ? 'yes' : response.status === 404 ? 'no' : 'blocks everything';
  },
};

/** A build of it (1.0.49) that left the version of the API out. */
export const olderCopilotCli: Host = {
  ...copilotCli,
  name: 'Copilot CLI 1.0.49',
  browse: async ({ base }) => {
    const url = `${base}/servers`;
    const pages = await pagesOf(url, (cursor) => `${url}?cursor=${encodeURIComponent(cursor)}`);
    return { listed: pages.flatMap(rowsOf), found: null };
  },
};
