import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';

/** The server in the test's image: over HTTP where PORT says on which port of 127.0.0.1, else over stdio. */
const self = randomUUID();
const tool = {
  name: 'who',
  description: 'Says which process answers',
  inputSchema: { type: 'object' as const },
  annotations: { readOnlyHint: true },
};

function build(): Server {
  const server = new Server({ name: 'contained', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools: [tool] }));
  server.setRequestHandler('tools/call', () => ({ content: [{ type: 'text', text: self }] }));
  return server;
}

// As process 1 of a container, Node would not mind a signal.
process.on('SIGTERM', () => process.exit(0));
const { PORT } = process.env;
if (PORT === undefined) {
  await build().connect(new StdioServerTransport());
} else {
  const answer = toNodeHandler(createMcpHandler(build));
  createServer((request, response) => {
    const { method = 'GET', url = '/' } = request;
    void answer(Object.assign(request, { method, url }), response);
  }).listen(Number(PORT), '127.0.0.1');
}
