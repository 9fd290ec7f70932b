import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A program that answers `/N` with N bytes, always the same: what any registry in Node is held against. It says its port. */
const kept = new Map<string, Buffer>();

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const url = request.url ?? '/0';
  const body = kept.get(url) ?? Buffer.alloc(Number(url.slice(1)), 'x');
  kept.set(url, body);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ port: portOf(server.address()) })}\n`));
process.stdin.resume().once('end', () => process.exit(0));

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
