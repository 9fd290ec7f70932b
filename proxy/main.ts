import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { addressOf, listenFault } from './address.ts';
import { operatorConfig } from './operator-config.ts';
import { stopOnSignal } from './stop.ts';
import { EXIT, UserError } from './user-error.ts';
import { serve, workersOf } from './workers/serve.ts';
import { isWorker, serveAsWorker } from './workers/worker.ts';

// The proxy alone, for where there is no checkout: `npm start` does more. `npm run bundle` makes it one program.

const HELP = `Usage: main [options]

Serves what a configuration enables, out of a snapshot of the catalog.

Options:
  --config <file>              which servers are enabled, and how to reach them (default: proxy.config.json)
  --host <host>                the interface to listen on (default: 127.0.0.1)
  --port <port>                the port to listen on; 0 takes any (default: 8080)
  --server-address <host:port> both at once; :8080 means every interface
  --workers <count>            processes that serve the port together (default: 1)
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
  const { config: file, workers: count, help, ...place } = settings();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const address = addressOf(place);
  const workers = workersOf(count);
  const { config, folder } = await operatorConfig(file);
  const served = { config, folder, file: resolve(file), site: null };
  const proxy = await serve({ ...address, ...served, workers }).catch((cause: unknown) => {
    throw cause instanceof Error && 'syscall' in cause && cause.syscall === 'listen'
      ? listenFault(address, cause)
      : new UserError(`Cannot start: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  stopOnSignal(() => [{ close: proxy.close, drainMs: config.drainMs }]);
  process.stdout.write(`The proxy listens at ${proxy.url}\n`);
}

/** What the command line says, else the environment. Throws `UserError`. */
function settings() {
  const { env } = process;
  try {
    const { values } = parseArgs({
      options: {
        config: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        'server-address': { type: 'string' },
        workers: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const host = values.host ?? env.MCP_REGISTRY_HOST;
    const port = values.port ?? env.MCP_REGISTRY_PORT;
    const serverAddress = values['server-address'] ?? env.MCP_REGISTRY_SERVER_ADDRESS;
    return {
      config: values.config ?? env.MCP_REGISTRY_CONFIG ?? 'proxy.config.json',
      workers: values.workers ?? env.MCP_REGISTRY_WORKERS ?? '1',
      help: values.help,
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(serverAddress === undefined ? {} : { serverAddress }),
    };
  } catch (cause) {
    throw new UserError(`${cause instanceof Error ? cause.message : cause} (--help says what is understood)`, {
      exitCode: EXIT.misuse,
      cause,
    });
  }
}
