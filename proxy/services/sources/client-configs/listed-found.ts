import { homedir } from 'node:os';
import { basename, resolve, sep } from 'node:path';
import type { Egress } from '../../../../catalog/net/connector.ts';
import { isOpaque } from '../../../../catalog/opaque.ts';
import type { Target } from '../../../upstream/connect.ts';
import { type InstanceSpec, publicAddress } from '../../service.ts';
import { nameOrSlug, slugOf } from '../slug.ts';
import { type Found, plainServer } from '../source.ts';
import type { Listed, ListedHosted, ListedProcess } from './listed.ts';
import { Variables } from './variables.ts';

/** Where a list stands, and what its texts may refer to. */
export interface ListSurroundings {
  /** The file or folder, for people. */
  origin: string;
  /** What a message calls the file. */
  file: string;
  /** Relative paths and processes start here. */
  folder: string;
  /** What the ids of instances begin with. */
  id: string;
  env: NodeJS.ProcessEnv;
  egress: Egress;
  home?: string;
}

/** A process that a proxy starts knows by this variable that it is not to start what clients list, itself perhaps. */
export const STARTED_BY_A_PROXY = 'MCP_REGISTRY_STARTED_BY';

/** A listed server, as it can be called. What its variables and headers hold stands in its target alone. */
export function foundOf(listed: Listed, surroundings: ListSurroundings): Found {
  const { key, start } = listed;
  return {
    origin: surroundings.origin,
    slug: slugOf(key.split('/').at(-1) ?? key),
    server: plainServer(nameOrSlug(key)),
    instances: [instanceOf(listed, surroundings)],
    variables: start.kind === 'process' ? Object.keys(start.env) : [],
  };
}

function instanceOf(
  { start, project }: Listed,
  { file, id, env, egress, home = homedir(), ...places }: ListSurroundings,
): InstanceSpec {
  const folder = project ?? places.folder;
  const variables = new Variables(env, {
    ...{ workspaceFolder: folder, workspaceRoot: folder, workspaceFolderBasename: basename(folder), userHome: home },
    ...{ __dirname: folder, CLAUDE_PROJECT_DIR: folder, pathSeparator: sep, '/': sep },
  });
  const isProcess = start.kind === 'process';
  const target = isProcess ? processOf(start, folder, variables) : hostedAt(start, variables, egress);
  const message = `${file} takes ${[...variables.missing].join(', ')} from where nothing is set`;
  return {
    id,
    transport: isProcess ? 'stdio' : start.transport,
    address: isProcess ? basename(start.command.split(/\s/, 1)[0] ?? '') : maskedAddress(start.url),
    location: isProcess ? 'local' : 'remote',
    target:
      variables.missing.size > 0
        ? { reason: 'needs-config', message }
        : (target ?? {
            reason: 'needs-config',
            message: `${file} has an address that is none once its variables are in their places`,
          }),
  };
}

function processOf({ command, args, env, cwd = '.' }: ListedProcess, folder: string, variables: Variables): Target {
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

function hostedAt({ url, transport, headers }: ListedHosted, variables: Variables, egress: Egress): Target | null {
  const address = variables.in(url);
  const http = { url: address, headers: variables.inEach(headers), egress };
  return URL.canParse(address) ? { transport, http } : null;
}

/** Keys stand in paths, too: a step that nobody would read out is shown by a dot. */
function maskedAddress(url: string): string {
  const plain = url.replace(/\$?\{[^}]*\}/g, '0');
  if (!URL.canParse(plain)) return 'an address with variables';
  return publicAddress(plain)
    .split('/')
    .map((step, index) => (index > 2 && isOpaque(step) ? '…' : step))
    .join('/');
}
