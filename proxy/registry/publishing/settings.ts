import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { EXIT, UserError } from '../../../catalog/user-error.ts';
import { truthOf } from '../truth.ts';

/** A pattern of names, as tokens have it: `com.acme/*`. */
const Patterns = z.array(z.string().min(1).max(300)).max(100);

/** Where published entries go. */
const Into = z.discriminatedUnion('mode', [
  /** Into the store of this process. */
  z.strictObject({ mode: z.literal('memory') }),
  /** Into the files of a catalog on this machine. */
  z.strictObject({ mode: z.literal('folder'), catalog: z.string() }),
  /** As commits on a branch of a repository, by its address; `folder` is where the catalog lies in it. */
  z.strictObject({
    mode: z.literal('direct'),
    remote: z.string().min(1),
    branch: z.string().min(1),
    folder: z.string(),
    token: z.string().nullable(),
  }),
  /** As pull requests for a repository of GitHub, `owner/name`. */
  z.strictObject({
    mode: z.literal('pull-request'),
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
    folder: z.string(),
    token: z.string().min(1),
  }),
]);

/** How entries are taken over the API. It holds secrets: it is shown to nobody, and goes to workers by no command line. */
export const PublishingSettings = z.strictObject({
  into: Into,
  /** The seed of the Ed25519 key that signs tokens: 32 bytes as hex, as the official registry has it. */
  key: z.string().regex(/^[0-9a-f]{64}$/i),
  /** Where GitHub's REST API is. */
  githubApi: z.url({ protocol: /^https?$/ }),
  /** What a token of GitHub Actions must be made for. */
  audience: z.string().min(1),
  /** An issuer of the operator's own, and which names its accounts may publish, and which they may moderate. */
  oidc: z.strictObject({ issuer: z.url(), clientId: z.string().min(1), publish: Patterns, edit: Patterns }).nullable(),
  /** Whether anyone may publish below `io.modelcontextprotocol.anonymous/`: to try things out. */
  anonymous: z.boolean(),
  /** Whether packages must name the server, as the official registry asks. */
  packageProof: z.boolean(),
  /** So many proofs an address may offer in a minute. */
  signInsPerMinute: z.int().min(1).max(100_000),
  /** So many changes a publisher may ask for in a minute. */
  changesPerMinute: z.int().min(1).max(100_000),
});
export type PublishingSettings = z.infer<typeof PublishingSettings>;

/** The flags about publishing. */
export const PUBLISHING_FLAGS = [
  { flag: 'publish', value: 'how', text: 'off, memory, folder, direct or pull-request: where published entries go' },
  { flag: 'publish-catalog', value: 'folder', text: 'the catalog that is published into (default: catalog)' },
  { flag: 'publish-remote', value: 'url', text: 'with direct: the repository, as git takes it' },
  { flag: 'publish-branch', value: 'name', text: 'with direct: its branch (default: main)' },
  { flag: 'publish-repository', value: 'owner/name', text: 'with pull-request: the repository on GitHub' },
  { flag: 'publish-anonymous', value: 'bool', text: 'true lets anyone publish io.modelcontextprotocol.anonymous/*' },
  { flag: 'publish-package-proof', value: 'bool', text: 'packages must name their server (default: folder, direct)' },
  { flag: 'publish-audience', value: 'text', text: 'what tokens of GitHub Actions are for (default: mcp-registry)' },
  { flag: 'sign-ins-per-minute', value: 'count', text: 'proofs that an address may offer (default: 30)' },
  { flag: 'changes-per-minute', value: 'count', text: 'changes that a publisher may ask for (default: 60)' },
  { flag: 'github-api-url', value: 'url', text: 'the REST API of GitHub (default: https://api.github.com)' },
  { flag: 'oidc-issuer', value: 'url', text: 'whose accounts may sign in at /auth/oidc' },
  { flag: 'oidc-client-id', value: 'id', text: 'what their tokens must be for' },
  { flag: 'oidc-publish-permissions', value: 'list', text: 'names they may publish: com.acme/*,com.acme.*' },
  { flag: 'oidc-edit-permissions', value: 'list', text: 'names they may moderate' },
] as const;
type PublishingFlag = (typeof PUBLISHING_FLAGS)[number]['flag'];

interface Surroundings {
  env: NodeJS.ProcessEnv;
  folder: string;
  workers: number;
  isMemory: boolean;
}

/**
 * How entries are published, as flags and the environment say; null where they are not. `warnings` are for the log. Throws
 * `UserError`.
 */
export function readPublishingSettings(
  said: (flag: PublishingFlag) => string | undefined,
  { env, folder: start, workers, isMemory }: Surroundings,
): { publishing: PublishingSettings | null; warnings: string[] } {
  const mode = said('publish') || (isMemory && workers === 1 ? 'memory' : 'off');
  if (mode === 'off') return { publishing: null, warnings: [] };
  const given = secretOf('MCP_REGISTRY_JWT_PRIVATE_KEY', env);
  const issuer = said('oidc-issuer');
  const folder = said('publish-catalog') || 'catalog';
  const token = secretOf('MCP_REGISTRY_PUBLISH_TOKEN', env);
  const ways: Record<string, unknown> = {
    memory: { mode },
    folder: { mode, catalog: resolve(start, folder) },
    direct: {
      mode,
      folder,
      remote: said('publish-remote'),
      branch: said('publish-branch') || 'main',
      token: token ?? null,
    },
    'pull-request': { mode, folder, repository: said('publish-repository'), token },
  };
  if (!Object.hasOwn(ways, mode)) throw misuse('--publish is off, memory, folder, direct or pull-request');
  const { data, error } = PublishingSettings.safeParse({
    into: ways[mode],
    // Workers are told, so that all of them have the same.
    key: given ?? randomBytes(32).toString('hex'),
    githubApi: said('github-api-url') || 'https://api.github.com',
    audience: said('publish-audience') || 'mcp-registry',
    oidc: issuer
      ? {
          issuer,
          clientId: said('oidc-client-id'),
          publish: listOf(said('oidc-publish-permissions')),
          edit: listOf(said('oidc-edit-permissions')),
        }
      : null,
    anonymous: truthOf('publish-anonymous', said('publish-anonymous') || 'false'),
    packageProof: truthOf(
      'publish-package-proof',
      said('publish-package-proof') || String(mode === 'folder' || mode === 'direct'),
    ),
    signInsPerMinute: Number(said('sign-ins-per-minute') || 30),
    changesPerMinute: Number(said('changes-per-minute') || 60),
  });
  if (error) throw misuse(wordsFor(error));
  if (isMemory !== (mode === 'memory')) {
    throw misuse('--publish memory goes with --database-type memory, and the other ways with git');
  }
  if (workers > 1 && mode !== 'pull-request') {
    throw misuse(`What one process has published is unknown to others: --publish ${mode} goes with --workers 1`);
  }
  const isLasting = given !== undefined;
  const warnings = isLasting
    ? []
    : [
        'Tokens are signed by a key made just now: set MCP_REGISTRY_JWT_PRIVATE_KEY (or …_FILE) for one that outlives this',
      ];
  return { publishing: data, warnings };
}

/** A secret from a variable, or from the file that the variable with `_FILE` names. */
function secretOf(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = env[`${name}_FILE`];
  if (env[name]) return env[name];
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new UserError(`${name}_FILE: there is no file ${file} that can be read`, { exitCode: EXIT.misuse, cause });
  }
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** What to say for each setting: never its value, which may be a secret. */
const WANTED: Record<string, string> = {
  into: '--publish direct goes with --publish-remote; pull-request with --publish-repository and MCP_REGISTRY_PUBLISH_TOKEN (or …_FILE)',
  key: 'MCP_REGISTRY_JWT_PRIVATE_KEY is 32 bytes as hex: make one with openssl rand -hex 32',
  githubApi: '--github-api-url is an http(s) URL',
  oidc: '--oidc-issuer is a URL, and goes with --oidc-client-id',
  signInsPerMinute: '--sign-ins-per-minute is a number from 1 to 100000',
  changesPerMinute: '--changes-per-minute is a number from 1 to 100000',
};

function wordsFor(error: z.ZodError): string {
  return [...new Set(error.issues.map(({ path: [field], message }) => WANTED[String(field)] ?? message))].join('. ');
}

function misuse(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.misuse });
}
