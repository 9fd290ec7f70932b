import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';

// The least that a proxy of MCP can do: read the body whole, parse it once, hold its headers against it, pass the bytes on
// and back. No answer is read, nothing fails, no one is counted: what our proxy costs beyond this, it costs for a reason.

const [port, origin = ''] = process.argv.slice(2);
const pool = new Pool(origin, { connections: 64, headersTimeout: 0, bodyTimeout: 0 });
const OWN = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length']);

createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () =>
    forward(request, response, chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)),
  );
}).listen(Number(port), '127.0.0.1', () => process.stdout.write(`listening ${port}\n`));

function forward(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const { method, params } = JSON.parse(body.toString());
  const said = request.headers['mcp-method'];
  const named = request.headers['mcp-name'];
  if ((said !== undefined && said !== method) || (named !== undefined && named !== params?.name)) {
    response.writeHead(400).end();
    return;
  }
  const headers: string[] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (!OWN.has(name.toLowerCase())) headers.push(name, request.rawHeaders[index + 1] ?? '');
  }
  pool.dispatch(
    { method: 'POST', path: request.url ?? '/', headers, body },
    {
      onRequestStart() {},
      onResponseStart(_controller, status, answered) {
        const passed: Record<string, string | string[]> = {};
        for (const [name, value] of Object.entries(answered)) {
          if (value !== undefined && (name === 'content-length' || !OWN.has(name))) passed[name] = value;
        }
        response.writeHead(status, passed);
      },
      onResponseData(_controller, chunk) {
        response.write(chunk);
      },
      onResponseEnd() {
        response.end();
      },
      onResponseError() {
        response.destroy();
      },
    },
  );
}
