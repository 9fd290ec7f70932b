import * as z from 'zod';
import { visible } from '../../../../catalog/flagged-text.ts';
import { nameOfPackage } from '../../derived-name.ts';
import type { Flag } from '../../flag.ts';
import type { Said } from '../packages/look-up.ts';
import { repositoryOf } from '../packages/repository-of.ts';
import { saidText, serverName, webPage } from '../packages/said.ts';

const Names = z.record(z.string(), z.unknown()).catch({});

/** What is read of a `package.json` as npm's registry gives it: https://docs.npmjs.com/cli/configuring-npm/package-json */
const Manifest = z.looseObject({
  name: z.string(),
  version: z.string().min(1).max(255),
  description: z.unknown().optional(),
  mcpName: z.unknown().optional(),
  bin: z.unknown().optional(),
  dependencies: Names.default({}),
  peerDependencies: Names.default({}),
  repository: z
    .union([
      z.string().transform((url) => ({ url, directory: undefined })),
      z.looseObject({ url: z.string(), directory: z.string().optional().catch(undefined) }),
    ])
    .optional()
    .catch(undefined),
  homepage: z.unknown().optional(),
  license: z.unknown().optional(),
  licenses: z.unknown().optional(),
  deprecated: z.unknown().optional(),
});
type Manifest = z.infer<typeof Manifest>;

/** Whoever builds a server depends on one of these. Clients do too: only those that can be started count. */
const SDKS = ['@modelcontextprotocol/sdk', '@modelcontextprotocol/server'];

/** The server in a package, by its manifest: it names one, or it has an MCP SDK and something to start. Else null. */
export function serverIn(value: unknown, asked: string): Said | null {
  const { data: manifest } = Manifest.safeParse(value);
  if (manifest?.name !== asked) return null;
  const mcpName = serverName(manifest.mcpName);
  if (mcpName === null && !looksLikeServer(manifest)) return null;
  const { name, version } = manifest;
  const description = saidText(manifest.description);
  const repository = repositoryIn(manifest);
  const homepage = webPage(manifest.homepage);
  const isOwnPage = homepage !== undefined && !(repository && homepage.startsWith(repository.url));
  return {
    where: `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`,
    server: {
      name: mcpName ?? nameOfPackage('npm', name),
      ...(description === undefined ? {} : { description }),
      version,
      ...(isOwnPage ? { websiteUrl: homepage } : {}),
      ...(repository ? { repository } : {}),
      packages: [{ registryType: 'npm', identifier: name, version, transport: { type: 'stdio' } }],
    },
    nameOrigin: mcpName === null ? 'derived' : 'publisher',
    evidence: mcpName === null ? 'guessed' : 'proven',
    flags: flagsOf(manifest),
  };
}

function looksLikeServer({ bin, dependencies, peerDependencies }: Manifest): boolean {
  const isStartable =
    typeof bin === 'object' && bin !== null ? Object.keys(bin).length > 0 : saidText(bin) !== undefined;
  return isStartable && SDKS.some((sdk) => Object.hasOwn(dependencies, sdk) || Object.hasOwn(peerDependencies, sdk));
}

function repositoryIn({ repository }: Manifest) {
  const found = repository && repositoryOf(repository.url);
  if (!found) return null;
  const folder = repository.directory?.replace(/^\.?\/+|\/+$/g, '') ?? '';
  const isFolder = /^[\w.-]+(\/[\w.-]+)*$/.test(folder) && !folder.split('/').some((step) => /^\.+$/.test(step));
  return { ...found, ...(isFolder ? { subfolder: folder } : {}) };
}

function flagsOf({ name, version, deprecated, license, licenses }: Manifest): Flag[] {
  const flags: Flag[] = [];
  const why = saidText(deprecated);
  // An empty message is how a deprecation is taken back.
  if (why !== undefined || deprecated === true) {
    const message = `npm has ${name}@${version} as deprecated${why === undefined ? '' : `: ${visible(why)}`}`;
    flags.push({ code: 'package-deprecated', pointer: '/packages/0', message });
  }
  if (!license && !licenses)
    flags.push({
      code: 'licence-missing',
      pointer: '',
      message: `The manifest of ${name}@${version} names no licence`,
    });
  return flags;
}
