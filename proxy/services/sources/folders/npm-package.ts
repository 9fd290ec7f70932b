import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import * as z from 'zod';
import type { StdioCommand } from '../../../upstream/stdio.ts';
import type { NotRunnable } from '../../package-command.ts';

const PackageJson = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  description: z.string().optional(),
  /** The server's name in the official registry. */
  mcpName: z.string().optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  scripts: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  private: z.boolean().optional().catch(undefined),
  license: z.unknown().optional(),
  homepage: z.string().optional().catch(undefined),
  repository: z
    .union([z.string(), z.looseObject({ url: z.string(), directory: z.string().optional() })])
    .optional()
    .catch(undefined),
  publishConfig: z.looseObject({ registry: z.string().optional() }).optional().catch(undefined),
});
type PackageJson = z.infer<typeof PackageJson>;

/** What a server can be written with; a package that depends on none of these is something else. */
const SDKS = ['@modelcontextprotocol/sdk', '@modelcontextprotocol/server', 'fastmcp', 'mcp-framework', 'mcp-lite'];

/** A server in a folder of ours: what it says of itself, and how it is started there. */
export interface LocalServer {
  name?: string | undefined;
  version?: string | undefined;
  description?: string | undefined;
  start: StdioCommand | NotRunnable;
  /** The package that it is published as, as far as its manifest looks like that of one. */
  published?: Published | undefined;
}

/** What a manifest says for those who get the package from its registry. */
export interface Published {
  registryType: 'npm' | 'pypi';
  identifier: string;
  repository?: string | undefined;
  /** The folder in the repository. */
  subfolder?: string | undefined;
  homepage?: string | undefined;
  hasLicence: boolean;
}

/**
 * The MCP server that a folder's `package.json` is of: its `bin` is run by Node, or else its `start` script by npm. Null for
 * a package of something else, unless the folder is known to hold a server. Throws when it is no `package.json`.
 */
export function readPackageJson(
  value: unknown,
  folder: string,
  { isServer = false }: { isServer?: boolean } = {},
): LocalServer | null {
  const { data, error } = PackageJson.safeParse(value);
  if (!data) throw new Error(z.prettifyError(error));
  const { mcpName, version, description, dependencies } = data;
  if (!isServer && mcpName === undefined && !SDKS.some((name) => name in dependencies)) return null;
  return { name: mcpName, version, description, start: startOf(data, folder), published: publishedAs(data) };
}

/** Nobody publishes what is private, has no version, or runs nothing; and a registry of somebody's own is not npm's. */
function publishedAs(pkg: PackageJson): Published | undefined {
  const { name, version, bin, mcpName, repository, publishConfig, homepage, license } = pkg;
  const isNamed = name !== undefined && /^(@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/.test(name);
  const isMeant = mcpName !== undefined || repository !== undefined || publishConfig !== undefined;
  if (!isNamed || pkg.private || version === undefined || bin === undefined || !isMeant) return undefined;
  if (publishConfig?.registry !== undefined) return undefined;
  const { url, directory } = typeof repository === 'object' ? repository : { url: repository, directory: undefined };
  return {
    ...{ registryType: 'npm' as const, identifier: name, repository: url, subfolder: directory, homepage },
    hasLicence: typeof license === 'string' && license !== 'UNLICENSED',
  };
}

function startOf(pkg: PackageJson, folder: string): LocalServer['start'] {
  const bin = binOf(pkg);
  const script = bin === undefined ? undefined : join(folder, bin);
  if (script && existsSync(script)) {
    const byNode = ['', '.js', '.mjs', '.cjs'].includes(extname(script));
    const command = byNode ? process.execPath : script;
    return { command, args: byNode ? [script] : [], env: {}, cwd: folder };
  }
  // Without --silent, npm prints what it runs where the server's messages belong.
  if (pkg.scripts.start !== undefined)
    return { command: 'npm', args: ['run', '--silent', 'start'], env: {}, cwd: folder };
  const message =
    bin === undefined ? 'its package.json has neither "bin" nor a start script' : `${bin} is not there: build it first`;
  return { reason: 'not-runnable', message };
}

function binOf({ name = '', bin }: PackageJson): string | undefined {
  if (bin === undefined || typeof bin === 'string') return bin;
  return bin[name.split('/').at(-1) ?? ''] ?? Object.values(bin)[0];
}
