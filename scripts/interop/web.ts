import { once } from 'node:events';
import { createServer } from 'node:http';

/** The web as peers see it: one site on 127.0.0.1 that answers every question with the same few words. */
export async function serveWeb(): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-type', pathname.endsWith('/context') ? 'text/plain' : 'application/json');
    response.end(pathname.endsWith('/context') ? '# Routing\n\nPages are routes.' : JSON.stringify(CRAWL));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A crawl that is over, as Firecrawl's API has it. */
const CRAWL = {
  success: true,
  status: 'completed',
  completed: 1,
  total: 1,
  creditsUsed: 1,
  expiresAt: '2030-01-01T00:00:00.000Z',
  data: [{ markdown: '# Hello', metadata: { title: 'Hello', statusCode: 200 } }],
};
