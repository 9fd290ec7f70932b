import { basename, resolve } from 'node:path';
import * as z from 'zod';
import type { Egress } from '../../../../catalog/net/connector.ts';
import type { Target } from '../../../upstream/connect.ts';
import { type InstanceSpec, publicAddress } from '../../service.ts';
import { nameOrSlug, slugOf } from '../slug.ts';
import { type Found, plainServer } from '../source.ts';
import { Variables } from './variables.ts';

const Values = z.record(z.string(), z.coerce.string()).default({});
const Process = z.object({
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: Values,
  cwd: z.string().default('.'),
  disabled: z.boolean().default(false),
});
const Hosted = z.object({
  url: z.string().regex(/^(https?|wss?):\/\//),
  type: z.string().optional(),
  headers: Values,
  disabled: z.boolean().default(false),
});

/** The file that hosts such as Claude Desktop and Cursor keep their servers in. Fields of some hosts alone are passed over. */
const McpJson = z.object({ mcpServers: z.record(z.string().min(1), z.union([Process, Hosted])) });

/** The variables that may be named, and the ways out of here. */
interface Ways {
  env: NodeJS.ProcessEnv;
  egress: Egress;
}

/** The servers of an `mcp.json` in a folder: a process or a URL each. Throws when it is none. */
export function readMcpJson(value: unknown, folder: string, { env, egress }: Ways): Found[] {
  const { data, error } = McpJson.safeParse(value);
  if (!data) throw new Error(z.prettifyError(error));
  return Object.entries(data.mcpServers)
    .filter(([, { disabled }]) => !disabled)
    .map(([key, server]) => ({
      origin: folder,
      slug: slugOf(key),
      server: plainServer(nameOrSlug(key)),
      instances: [instanceOf(server, folder, { env, egress })],
      variables: 'command' in server ? Object.keys(server.env) : [],
    }));
}

function instanceOf(
  server: z.infer<typeof Process> | z.infer<typeof Hosted>,
  folder: string,
  { env, egress }: Ways,
): InstanceSpec {
  const id = `folder-${slugOf(basename(folder))}`;
  const variables = new Variables(env);
  const isProcess = 'command' in server;
  const target = isProcess ? processOf(server, folder, variables) : hostedAt(server, variables, egress);
  const { missing } = variables;
  return {
    id,
    transport: target.transport,
    address: isProcess ? basename(server.command) : publicAddress(server.url),
    location: isProcess ? 'local' : 'remote',
    target:
      missing.size === 0
        ? target
        : { reason: 'needs-config', message: `mcp.json takes ${[...missing].join(', ')} from where nothing is set` },
  };
}

function processOf({ command, args, env, cwd }: z.infer<typeof Process>, folder: string, variables: Variables): Target {
  const program = variables.in(command);
  return {
    transport: 'stdio',
    command: {
      // A relative path starts at the file that names it; a bare name is looked up on the PATH.
      command: program.startsWith('.') ? resolve(folder, program) : program,
      args: args.map((argument) => variables.in(argument)),
      env: variables.inEach(env),
      cwd: resolve(folder, variables.in(cwd)),
    },
  };
}

function hostedAt({ url, type, headers }: z.infer<typeof Hosted>, variables: Variables, egress: Egress): Target {
  const transport = url.startsWith('ws') ? 'websocket' : type === 'sse' ? 'sse' : 'streamable-http';
  const address = variables.in(url);
  if (!URL.canParse(address)) throw new Error('a "url" is no address once its variables are in their places');
  return { transport, http: { url: address, headers: variables.inEach(headers), egress } };
}
