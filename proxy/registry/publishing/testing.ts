import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import pino from 'pino';
import { loadCatalog } from '../../../catalog/load.ts';
import { blockList } from '../../../catalog/net/addresses.ts';
import { dnsServer, type TestDns } from '../../../catalog/net/testing-dns.ts';
import type { Identity } from '../../../catalog/publish/ownership/identity.ts';
import { anEd25519Key } from '../../../catalog/publish/ownership/testing.ts';
import type { Registry } from '../../../catalog/registry.ts';
import { takeSnapshot } from '../../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
import { aRegistry, aServerJson } from '../../../catalog/testing.ts';
import { writeCatalog } from '../../../catalog/testing-files.ts';
import { httpServer, type TestServer } from '../../testing.ts';
import { MemoryStore } from '../memory/store.ts';
import { RegistryFace } from '../registry-face.ts';
import type { ProvePackages } from './packages.ts';
import { proofsBy } from './proofs-by.ts';
import { Publishing } from './publishing.ts';
import { PublishingSettings } from './settings.ts';
import { folderTarget, memoryTarget, type Target } from './target.ts';

/** What a registry answers. */
export interface Said {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is what it expects of it.
  body: any;
}

export interface Ask {
  body?: unknown;
  token?: string;
  prefix?: '/v0' | '/v0.1';
}

/** A registry that takes entries, on a free port of this machine. */
export interface TestPublishing extends AsyncDisposable {
  origin: string;
  publishing: Publishing;
  /** The catalog's folder; empty for a store in memory. */
  folder: string;
  /** Its lines, as JSON. */
  log: string[];
  dns: TestDns;
  ask(method: string, path: string, asked?: Ask): Promise<Said>;
  /** A token of ours for somebody, as a sign-in gives it. */
  tokenOf(identity: Identity): Promise<string>;
}

export interface TestSettings {
  into?: 'memory' | 'folder';
  registry?: Registry;
  settings?: Partial<PublishingSettings>;
  target?: Target;
  provePackages?: ProvePackages;
  /** Where proofs are looked at, if not in the test's own DNS. */
  places?: Parameters<typeof proofsBy>[1];
}

export const TEST_KEY = anEd25519Key();
export const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';

/** The domain example.com has its key in DNS. */
export const THEIRS: Identity = { method: 'dns', domain: 'example.com' };

export function aPublishing(over: Partial<PublishingSettings> = {}): PublishingSettings {
  return PublishingSettings.parse({
    into: { mode: 'memory' },
    key: SEED,
    githubApi: 'http://127.0.0.1:9',
    audience: 'mcp-registry',
    oidc: null,
    anonymous: false,
    packageProof: false,
    signInsPerMinute: 10_000,
    changesPerMinute: 10_000,
    ...over,
  });
}

/** A registry that begins with nothing. */
export async function publishingServer(of: TestSettings = {}): Promise<TestPublishing> {
  const { into = 'memory', registry = aRegistry } = of;
  const dns = await dnsServer();
  dns.records.set('example.com', { TXT: [[TEST_KEY.text]] });
  const settings = aPublishing({
    into: into === 'memory' ? { mode: into } : { mode: into, catalog: '' },
    ...of.settings,
  });
  const folder = into === 'folder' ? await mkdtemp(join(tmpdir(), 'published-')) : '';
  if (folder !== '') writeCatalog(folder, { 'registry.json': registry });
  const store = await MemoryStore.open(registry, []);
  const base = into === 'memory' ? store : { snapshot: await snapshotOf(folder) };
  const target = of.target ?? (into === 'memory' ? memoryTarget(store) : folderTarget(folder));
  const lines: string[] = [];
  const log = pino({ level: 'trace', base: null }, { write: (line) => void lines.push(line) });
  const egress = { allow: blockList(['127.0.0.0/8']) };
  const proofs = proofsBy(settings, { dns: { servers: [dns.address] }, egress, ...of.places });
  const publishing = new Publishing({
    settings,
    proofs,
    target,
    provePackages: of.provePackages ?? null,
    state: base,
    log,
  });
  const face = new RegistryFace({
    ...{ state: publishing.state, publishing, log, bodyBytes: 1_000_000 },
    settings: { environment: 'test', githubClientId: 'Iv1.test' },
  });
  const server = await httpServer((request, response) => void face.answer(request, response));
  const { origin } = new URL(server.url);
  return {
    ...{ origin, publishing, folder, log: lines, dns },
    async ask(method, path, { body, token, prefix = '/v0.1' } = {}) {
      const response = await fetch(`${origin}${prefix}${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    tokenOf: async (identity) => (await publishing.tokens.issue(publishing.whoIs(identity))).registry_token,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await dns[Symbol.asyncDispose]();
      if (folder !== '') await rm(folder, { recursive: true });
    },
  };
}

/** A snapshot of a catalog's folder as it is now. */
export async function snapshotOf(folder: string): Promise<SnapshotIndex> {
  const { registry, entries } = await loadCatalog(folder);
  const at = new Date().toISOString();
  const files = encodeSnapshot(takeSnapshot({ registry, commit: null, at, entries }));
  return SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0));
}

/** A server of its own, whose address nobody else has. */
export function aServer(name: string, version = '1.0.0', over: Partial<ReturnType<typeof aServerJson>> = {}) {
  const url = `https://${name.replace('/', '.')}.example.org/mcp`;
  return aServerJson({ name, version, remotes: [{ type: 'streamable-http', url }], ...over });
}

/** The address of a server in the API. */
export function at(name: string, version?: string): string {
  const server = `/servers/${encodeURIComponent(name)}`;
  return version === undefined ? server : `${server}/versions/${encodeURIComponent(version)}`;
}

/** Made once: it takes a while. */
let ISSUER_KEY: ReturnType<typeof generateKeyPair> | undefined;

/** GitHub's API, and the issuer of its Actions, on this machine: who has which token, and which organisations they own. */
export async function gitHub(
  accounts: Record<string, { id: number; login: string; owns?: { id: number; login: string }[] }>,
) {
  ISSUER_KEY ??= generateKeyPair('RS256');
  const { publicKey, privateKey } = await ISSUER_KEY;
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const asked: string[] = [];
  const server: TestServer = await httpServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    asked.push(pathname);
    const reply = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    if (pathname === '/.well-known/jwks') return reply(200, { keys: [key] });
    if (pathname === '/.well-known/openid-configuration')
      return reply(200, { issuer: url, jwks_uri: `${url}/.well-known/jwks` });
    const account = accounts[request.headers.authorization?.replace(/^Bearer /, '') ?? ''];
    if (!account) return reply(401, { message: 'Bad credentials' });
    const { owns = [], ...user } = account;
    if (pathname === '/user') return reply(200, user);
    return reply(
      200,
      owns.map((organization) => ({ state: 'active', role: 'admin', organization })),
    );
  });
  const url = new URL(server.url).origin;
  /** A token as this issuer signs it. */
  const sign = (claims: Record<string, unknown>, audience: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(url)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  return Object.assign(server, { origin: url, asked, sign });
}
