import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../command.ts';

/** What the server is called: its publisher's account, and its own name. */
export const NAME = 'io.github.walker/greeter';

const PACKAGE = {
  name: '@walker/greeter',
  version: '1.0.0',
  description: 'Greets whoever it is told to greet',
  mcpName: NAME,
  repository: { type: 'git', url: 'https://github.com/walker/greeter' },
  bin: 'server.mjs',
  type: 'module',
};

/** Writes the project of a small server: a real one, over the SDK. */
export async function writeProject(folder: string): Promise<void> {
  const sdk = (path: string) => pathToFileURL(join(ROOT, 'node_modules', path)).href;
  const server = `import { McpServer } from '${sdk('@modelcontextprotocol/sdk/dist/esm/server/mcp.js')}';
import { StdioServerTransport } from '${sdk('@modelcontextprotocol/sdk/dist/esm/server/stdio.js')}';
import { z } from '${sdk('zod/index.js')}';

const server = new McpServer({ name: 'greeter', version: '1.0.0' });
server.registerTool('greet', { description: 'Greets someone', inputSchema: { name: z.string() } }, ({ name }) => ({
  content: [{ type: 'text', text: \`Hello, \${name}\` }],
}));
await server.connect(new StdioServerTransport());
`;
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(PACKAGE, null, 2)}\n`);
  await writeFile(join(folder, 'server.mjs'), server);
}
