import { shellLine } from '../../install/shell.ts';

/** A call, to be written as code. Whether a token was sent is told, what it was never. */
export interface Called {
  proxy: string;
  service: string;
  tool: string;
  args: Record<string, unknown>;
  withToken: boolean;
}

/** Where the reader keeps the token that the code sends. */
const TOKEN = { ask: 'REGISTRY_TOKEN', secret: true, description: 'Your token for the proxy' };

/** The same call for a POSIX shell. */
export function curlOf({ proxy, service, tool, args, withToken }: Called): string {
  const lines = [
    shellLine({ words: ['curl', '-sS', `${proxy}/api/services/${encodeURIComponent(service)}/call`] }),
    ...(withToken ? [shellLine({ words: ['-H', ['Authorization: Bearer ', TOKEN]] })] : []),
    shellLine({ words: ['-H', 'Content-Type: application/json'] }),
    shellLine({ words: ['-d', JSON.stringify({ tool, args })] }),
  ];
  return lines.join(' \\\n  ');
}

/** The same call by the MCP SDK for TypeScript, as a module of its own. */
export function typescriptOf({ proxy, service, tool, args, withToken }: Called): string {
  const url = JSON.stringify(`${proxy}/mcp/${encodeURIComponent(service)}`);
  const headers = `{ requestInit: { headers: { Authorization: \`Bearer \${process.env.${TOKEN.ask}}\` } } }`;
  return `import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const client = new Client({ name: 'try', version: '1.0.0' });
await client.connect(new StreamableHTTPClientTransport(new URL(${url})${withToken ? `, ${headers}` : ''}));
const result = await client.callTool({
  name: ${JSON.stringify(tool)},
  arguments: ${indented(JSON.stringify(args, null, 2))},
});
console.log(JSON.stringify(result));
await client.close();
`;
}

/** The same call by the MCP SDK for Python. */
export function pythonOf({ proxy, service, tool, args, withToken }: Called): string {
  const url = JSON.stringify(`${proxy}/mcp/${encodeURIComponent(service)}`);
  const headers = withToken ? `, headers={"Authorization": f"Bearer {os.environ['${TOKEN.ask}']}"}` : '';
  return `import asyncio
${withToken ? 'import os\n' : ''}
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client


async def main():
    async with streamablehttp_client(${url}${headers}) as (read, write, _):
        async with ClientSession(read, write) as session:
            await session.initialize()
            print(await session.call_tool(${JSON.stringify(tool)}, ${pythonValue(args)}))


asyncio.run(main())
`;
}

/** A JSON value as Python writes it. Texts are the same in both: Python knows every escape of JSON. */
export function pythonValue(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${pythonValue(member)}`)
    .join(', ')}}`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
