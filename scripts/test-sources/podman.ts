import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { aptInstall } from '../apt.ts';

const PACKAGES = ['podman', 'runc'];

/** Where neither limits can be raised nor networks made, as in many a container, this is what Podman needs to be told. */
const CONFIGURATION = `
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
netns = "host"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

/** Podman, as a Docker engine at a socket, with a storage of its own that goes when the test does. */
export interface Podman extends AsyncDisposable {
  socket: string;
  /** What starts an image of this engine. */
  command: string[];
  /** Runs `podman` with these arguments; gives what it printed. */
  run(...args: string[]): Promise<string>;
  /** Makes an image of a tar archive that a command prints. */
  importFrom(command: string[], changes: string[], name: string): Promise<void>;
  /** Begins and ends to answer at the socket; containers run on. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Installs Podman from Debian when it is missing. Throws `UserError` where that cannot be done. */
export async function installPodman(): Promise<string> {
  const version = () => promisify(execFile)('podman', ['--version']).then(({ stdout }) => stdout.trim());
  return version().catch(async () => {
    await aptInstall(...PACKAGES);
    return version();
  });
}

export async function startPodman(): Promise<Podman> {
  const folder = await mkdtemp(join(tmpdir(), 'podman-'));
  const configuration = join(folder, 'containers.conf');
  await writeFile(configuration, CONFIGURATION);
  const env = { ...process.env, CONTAINERS_CONF: configuration };
  const storage = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run')];
  const socket = join(folder, 'engine.sock');
  let stopEngine = async () => {};
  const podman: Podman = {
    socket,
    command: ['podman', '--remote'],
    run: async (...args) => (await promisify(execFile)('podman', [...storage, ...args], { env })).stdout.trim(),
    importFrom: ([command = '', ...args], changes, name) =>
      new Promise((done, failed) => {
        const tar = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
        const flags = changes.flatMap((change) => ['--change', change]);
        const importing = execFile('podman', [...storage, 'import', ...flags, '-', name], { env }, (error) =>
          error ? failed(error) : done(),
        );
        if (importing.stdin) tar.stdout.pipe(importing.stdin);
      }),
    start: async () => {
      stopEngine = await startEngine([...storage, 'system', 'service', '--time=0', `unix://${socket}`], env, socket);
    },
    stop: () => stopEngine(),
    [Symbol.asyncDispose]: async () => {
      await podman.run('rm', '-f', '-a', '-t', '0').catch(() => {});
      await stopEngine();
      await podman.run('rmi', '-f', '-a').catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
  await podman.start();
  return podman;
}

async function startEngine(args: string[], env: NodeJS.ProcessEnv, socket: string): Promise<() => Promise<void>> {
  await rm(socket, { force: true });
  const child = spawn('podman', args, { env, stdio: 'ignore' });
  const ended = new Promise<void>((end) => child.once('exit', () => end()));
  for (const until = performance.now() + 10_000; !(await stat(socket).catch(() => null)); await delay(20))
    if (performance.now() > until) throw new Error('podman does not answer at its socket');
  return async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(socket, { force: true });
  };
}
