import { resolve } from 'node:path';
import * as z from 'zod';
import { EXIT, UserError } from '../../catalog/user-error.ts';
import { PUBLISHING_FLAGS, type PublishingSettings, readPublishingSettings } from './publishing/settings.ts';
import { truthOf } from './truth.ts';

/** What this registry says of itself. */
export const RegistrySettings = z.strictObject({
  /** Shown by `/health`, for clients that sign in by it. */
  githubClientId: z.string().optional(),
  /** What `/v0/ping` calls the place this runs in. */
  environment: z.string().default('production'),
  /** What `/ping` and `/version` call what runs here. Unset: the commit of the catalog, and the version of this program. */
  version: z.string().optional(),
});
export type RegistrySettings = z.infer<typeof RegistrySettings>;

/** Where the registry's entries are: in the snapshot of a catalog, or in this process, which begins with those of a file. */
export const Store = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('git') }),
  z.strictObject({ type: z.literal('memory'), seedFile: z.string().nullable() }),
]);
export type Store = z.infer<typeof Store>;

/** A registry as an operator has set it up; `warnings` are for the log. */
export interface RegistrySetUp {
  settings: RegistrySettings;
  store: Store;
  /** Null where nothing is published over the API. */
  publishing: PublishingSettings | null;
  warnings: string[];
}

/** The flags about the registry. Each is also `MCP_REGISTRY_<FLAG>`, as it was for the first registry. */
export const REGISTRY_FLAGS = [
  { flag: 'app-version', value: 'version', text: 'what /v0/ping and /v0/version call this (default: our own)' },
  { flag: 'database-type', value: 'type', text: 'git: the catalog (default); memory: this process, from a seed file' },
  { flag: 'environment', value: 'name', text: 'what /v0/ping calls the place this runs in (default: production)' },
  { flag: 'github-client-id', value: 'id', text: 'the id that clients sign in by, shown by /v0/health' },
  { flag: 'log-level', value: 'level', text: 'trace, debug, info, warn, error, fatal or silent (default: info)' },
  { flag: 'seed-file-path', value: 'file', text: 'what memory begins with, in any dialect (default: data/seed.json)' },
  { flag: 'seed-import', value: 'bool', text: 'false begins with nothing (default: true)' },
  ...PUBLISHING_FLAGS,
] as const;
export type RegistryFlag = (typeof REGISTRY_FLAGS)[number]['flag'];

/** What the first registry kept its entries in: nothing of ours has a use for it. */
const IGNORED = ['MCP_REGISTRY_DATABASE_URL', 'MCP_REGISTRY_DATABASE_NAME', 'MCP_REGISTRY_COLLECTION_NAME'];

/**
 * The registry that flags and the environment ask for; `said` gives what either says of a flag, and paths start from
 * `folder`. Throws `UserError`.
 */
export function readRegistrySettings(
  said: (flag: RegistryFlag) => string | undefined,
  { env = process.env, folder = process.cwd(), workers = 1 } = {},
): RegistrySetUp {
  const store = storeOf(said, folder);
  if (store.type === 'memory' && workers > 1) {
    throw misuse('What is in the memory of one process is unknown to others: memory goes with --workers 1');
  }
  const { publishing, warnings: unsaid } = readPublishingSettings(said, {
    ...{ env, folder, workers },
    isMemory: store.type === 'memory',
  });
  const ignored = IGNORED.filter((name) => env[name]);
  const warnings = [
    ...(ignored.length > 0
      ? [`${ignored.join(', ')}: ignored, since there is no database here, but the catalog's folder, or memory`]
      : []),
    ...(store.type === 'git' && said('seed-file-path')
      ? ['A seed file is read in memory only (--database-type memory): the catalog has entries of its own']
      : []),
    ...unsaid,
  ];
  return {
    settings: {
      githubClientId: said('github-client-id') || undefined,
      environment: said('environment') || 'production',
      version: said('app-version') || env.MCP_REGISTRY_VERSION || undefined,
    },
    store,
    publishing,
    warnings,
  };
}

const REPLACED = ['mongodb', 'postgres', 'postgresql'];

function storeOf(said: (flag: RegistryFlag) => string | undefined, folder: string): Store {
  const type = (said('database-type') || 'git').toLowerCase();
  const isSeeded = truthOf('seed-import', said('seed-import') || 'true');
  if (type === 'git') return { type };
  if (type === 'memory') {
    return { type, seedFile: isSeeded ? resolve(folder, said('seed-file-path') || 'data/seed.json') : null };
  }
  const choice = 'Leave --database-type (MCP_REGISTRY_DATABASE_TYPE) out for git, or say memory';
  if (!REPLACED.includes(type)) throw misuse(`${JSON.stringify(type)} is no type of database: ${choice}`);
  throw misuse(
    `There is no ${type} here: a folder of files in git, the catalog, has replaced the database. ${choice}, which begins with a seed file`,
  );
}

function misuse(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.misuse });
}
