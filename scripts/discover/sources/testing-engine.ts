import { createServer } from 'node:http';

/** What a test puts into its engine: containers and images, as the engine lists them. */
interface Holdings {
  containers?: { Id: string; Labels?: Record<string, string>; [field: string]: unknown }[];
  images?: { Id: string; Labels?: Record<string, string>; [field: string]: unknown }[];
}

/** A stand-in for a Docker engine at a socket, which lists by labels as the real one does (`label` entries must all be there). */
export async function dockerEngine(socket: string, { containers = [], images = [] }: Holdings) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://docker');
    asked.push(`${request.method} ${pathname}`);
    const all = { '/containers/json': containers, '/images/json': images }[pathname];
    const filters: { label?: string[] } = JSON.parse(searchParams.get('filters') ?? '{}');
    if (!all) return response.writeHead(404).end('{"message":"page not found"}');
    const isWanted = ({ Labels = {} }: { Labels?: Record<string, string> }) =>
      (filters.label ?? []).every((label) => {
        const [name = '', value] = label.split('=', 2);
        return name in Labels && (value === undefined || Labels[name] === value);
      });
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(all.filter(isWanted)));
  });
  await new Promise<void>((ready) => server.listen(socket, ready));
  return {
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
