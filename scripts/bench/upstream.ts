import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { answerTo, TOOL_COUNTS } from './answers.ts';

// The MCP server behind all contenders, as a program of its own: `/ten` and `/many` over HTTP, the first of them over
// stdio with `--stdio`. It keeps nothing and checks nothing, since its cost is no one's.

if (process.argv.includes('--stdio')) serveStdio();
else serveHttp();

function serveHttp(): void {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(request.method === 'DELETE' ? 200 : 405).end();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString());
      const answer = answerTo(asked, request.url === '/many' ? TOOL_COUNTS.many : TOOL_COUNTS.ten);
      if (answer === null) {
        response.writeHead(202).end();
        return;
      }
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
        ...(asked.method === 'initialize' ? { 'mcp-session-id': randomUUID() } : {}),
      });
      response.end(answer);
    });
  });
  const port = Number(process.argv[2] ?? 0);
  server.listen(port, '127.0.0.1', () => {
    const { port: taken } = server.address() as AddressInfo;
    process.stdout.write(`listening ${taken}\n`);
  });
}

function serveStdio(): void {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const answer = answerTo(JSON.parse(line), TOOL_COUNTS.ten);
    if (answer !== null) process.stdout.write(`${answer}\n`);
  });
}
