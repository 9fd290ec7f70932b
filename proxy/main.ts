import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, UserError } from '../catalog/user-error.ts';
import { addressOf, listenFault } from './address.ts';
import { createLog } from './log.ts';
import { operatorConfig } from './operator-config.ts';
import { expectSeed } from './registry/memory/expect-seed.ts';
import { REGISTRY_FLAGS, readRegistrySettings } from './registry/settings.ts';
import { stopOnSignal } from './stop.ts';
import { serve, workersOf } from './workers/serve.ts';
import { isWorker, serveAsWorker } from './workers/worker.ts';

// The proxy alone, for where there is no checkout: `npm start` does more. `npm run bundle` makes it one program.

const FLAGS = ['config', 'host', 'port', 'server-address', 'workers', ...REGISTRY_FLAGS.map(({ flag }) => flag)];

const HELP = `Usage: main [options]

Serves what a configuration enables, out of a snapshot of the catalog.

Options:
  --config <file>              which servers are enabled, and how to reach them (default: proxy.config.json)
  --host <host>                the interface to listen on (default: 127.0.0.1)
  --port <port>                the port to listen on; 0 takes any (default: 8080)
  --server-address <host:port> both at once; :8080 means every interface
  --workers <count>            processes that serve the port together (default: 1)
${REGISTRY_FLAGS.map(({ flag, value, text }) => `  ${`--${flag} <${value}>`.padEnd(28)} ${text}\n`).join('')}\
  -h, --help                   show this help

Each is also an environment variable, such as MCP_REGISTRY_PORT.
`;

try {
  if (isWorker) serveAsWorker();
  else await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}

async function main(): Promise<void> {
  const { help, said } = commandLine();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const file = said('config') ?? 'proxy.config.json';
  const address = addressOf({ host: said('host'), port: said('port'), serverAddress: said('server-address') });
  const workers = workersOf(said('workers') ?? '1');
  const { warnings, ...registry } = readRegistrySettings(said, { workers });
  const logLevel = said('log-level');
  const log = createLog(logLevel);
  for (const warning of warnings) log.warn(warning);
  await expectSeed(registry.store);
  const { config, folder } = await operatorConfig(file);
  const served = { config, folder, file: resolve(file), site: null, registry, logLevel };
  const proxy = await serve({ ...address, ...served, workers, log }).catch((cause: unknown) => {
    if (cause instanceof UserError) throw cause;
    throw cause instanceof Error && 'syscall' in cause && cause.syscall === 'listen'
      ? listenFault(address, cause)
      : new UserError(`Cannot start: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  stopOnSignal(() => [{ close: proxy.close, drainMs: config.drainMs }]);
  process.stdout.write(`The proxy listens at ${proxy.url}\n`);
}

/** What the command line says of a flag, else the environment. Throws `UserError`. */
function commandLine(): { help: boolean; said: (flag: string) => string | undefined } {
  try {
    const { values } = parseArgs({
      options: {
        ...Object.fromEntries(FLAGS.map((flag) => [flag, { type: 'string' as const }])),
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const given = new Map<string, unknown>(Object.entries(values));
    const said = (flag: string) => {
      const value = given.get(flag) ?? process.env[`MCP_REGISTRY_${flag.toUpperCase().replaceAll('-', '_')}`];
      return typeof value === 'string' ? value : undefined;
    };
    return { help: values.help === true, said };
  } catch (cause) {
    throw new UserError(`${cause instanceof Error ? cause.message : cause} (--help says what is understood)`, {
      exitCode: EXIT.misuse,
      cause,
    });
  }
}
