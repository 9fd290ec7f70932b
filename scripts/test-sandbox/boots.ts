import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Package } from '../../catalog/server-json.ts';
import { connectUpstream } from '../../proxy/upstream/connect.ts';
import type { Look } from '../probe/look.ts';
import { lookAt } from '../probe/look.ts';
import { aPackageSpec } from '../probe/packages/testing.ts';
import { type BootOptions, bootInSandbox } from '../probe/sandbox/boot.ts';
import { SANDBOX_LIMITS, sandboxed } from '../probe/sandbox/sandbox.ts';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));
const FOLDER = dirname(SERVER);
const BASE: Package = { registryType: 'npm', identifier: 'fixture', version: '1.0.0', transport: { type: 'stdio' } };

/** A secret of ours, in the places where a server would look for one. */
export const SECRET = 'sesame-open-5f2c';

const commandOf = (kind: string, where: object) => ({
  command: process.execPath,
  args: [SERVER, kind, JSON.stringify(where)],
  env: { GIVEN: 'placeholder' },
  cwd: '/',
});

/** Boots the server of this folder in a sandbox, as an entry's package. */
export async function bootFixture(
  kind: string,
  { where = {}, pkg = {}, ...options }: Partial<BootOptions> & { where?: object; pkg?: Partial<Package> } = {},
): Promise<Look> {
  return bootInSandbox(
    aPackageSpec({ ...BASE, ...pkg }),
    commandOf(kind, where),
    { ...BASE, ...pkg },
    {
      readable: [FOLDER],
      timeoutMs: 10_000,
      ...options,
    },
  );
}

/** The same as a user who is not root: the sandbox is then made in a user namespace. */
export async function bootAsUser(kind: string, where: object): Promise<Look> {
  const inside = sandboxed(commandOf(kind, where), { ...SANDBOX_LIMITS, readable: [FOLDER], isRoot: false });
  const user = ['--reuid=12345', '--regid=12345', '--clear-groups', '--inh-caps=-all'];
  const command = { ...inside, command: 'setpriv', args: [...user, inside.command, ...inside.args] };
  const target = { transport: 'stdio' as const, command };
  return lookAt({ ...aPackageSpec(BASE), target }, { connect: connectUpstream, timeoutMs: 10_000 });
}

/** What a server that was booted says of where it is, by what it tried. */
export function reportOf({ tools, message }: Look): Record<string, string> {
  if (!tools) throw new Error(`it did not report: ${message}`);
  return Object.fromEntries(tools.map(({ name, description }) => [name, String(description)]));
}

/** Places outside that a server in the sandbox must not reach: a port that listens, a file that anyone may read. */
export async function outside() {
  const folder = await mkdtemp(join(tmpdir(), 'test-sandbox-'));
  await chmod(folder, 0o755);
  const secret = join(folder, 'secret');
  await writeFile(secret, SECRET, { mode: 0o644 });
  process.env.OUR_SECRET = SECRET;
  const server = createServer((socket) => socket.end());
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  return {
    where: {
      port: typeof address === 'object' ? address?.port : 0,
      secret,
      home: process.env.HOME ?? '/root',
      own: join(FOLDER, 'x'),
    },
    [Symbol.asyncDispose]: async () => {
      delete process.env.OUR_SECRET;
      await new Promise((closed) => server.close(closed));
      await rm(folder, { recursive: true });
    },
  };
}
