import { join, resolve } from 'node:path';
import { addressOf, expectFree, listenFault } from '../proxy/address.ts';
import { createLog } from '../proxy/log.ts';
import { operatorConfig } from '../proxy/operator-config.ts';
import { expectSeed } from '../proxy/registry/memory/expect-seed.ts';
import { REGISTRY_FLAGS, type RegistryFlag, readRegistrySettings } from '../proxy/registry/settings.ts';
import { type Closing, stopOnSignal } from '../proxy/stop.ts';
import { serve, workersOf } from '../proxy/workers/serve.ts';
import { isWorker, serveAsWorker } from '../proxy/workers/worker.ts';
import type { Built } from './build/build.ts';
import { type CommonOptions, command, EXIT, ROOT, run, setting, UserError } from './command.ts';
import { RETRY_AFTER, retryAfterMsOf } from './probe/retry-after.ts';
import { verdictOf } from './probe/verdict.ts';
import { makeDemoFolder } from './start/demo-folder.ts';
import { greeting } from './start/greeting.ts';
import { keepProbing, minutesOf } from './start/keep-probing.ts';
import { runStages } from './start/stages.ts';
import { serveOverStdio } from './start/stdio.ts';
import { type TellingProbe, untilDoubt } from './start/until-doubt.ts';
import { reportProblems } from './validate/report.ts';

const program = command('start', 'Validate, build, probe what is enabled, and serve it all at one address')
  .addOption(
    setting('--config <file>', 'which servers are enabled, and how to reach them').default('proxy.config.json'),
  )
  .addOption(setting('--host <host>', 'the interface to listen on (default: 127.0.0.1)'))
  .addOption(setting('--port <port>', 'the port to listen on; 0 takes any (default: 8080)'))
  .addOption(setting('--server-address <host:port>', 'both at once; :8080 means every interface'))
  .addOption(setting('--workers <count>', 'processes that serve the port together').default('1'))
  .addOption(setting('--no-probe', 'serve at once, with the statuses of earlier probes'))
  .addOption(setting('--probe-every <minutes>', 'probe again so often while it runs; 0 never').default('10'))
  .addOption(
    setting('--retry-after <seconds>', 'look again at what failed, so many seconds after; "never" does not').default(
      RETRY_AFTER,
    ),
  )
  .addOption(setting('--out <folder>', 'where the built files go').default('dist'))
  .addOption(setting('--packed', 'keep and send them in gzip: two fifths of the bytes').default(false))
  .addOption(setting('--status <folder>', 'where statuses are kept').default('status'))
  .addOption(setting('--stdio', 'serve one client over standard input and output instead'))
  .addOption(setting('--service <name>', 'with --stdio: serve this one service, or all, or profiles/<profile>'));
const registryOptions = new Map<RegistryFlag, string>();
for (const { flag, value, text } of REGISTRY_FLAGS) {
  const option = setting(`--${flag} <${value}>`, text);
  registryOptions.set(flag, option.attributeName());
  program.addOption(option);
}

interface Options {
  config: string;
  host?: string;
  port?: string;
  serverAddress?: string;
  workers: string;
  probe: boolean;
  probeEvery: string;
  retryAfter: string;
  out: string;
  packed: boolean;
  status: string;
  stdio?: boolean;
  service?: string;
}

if (isWorker) serveAsWorker();
else await run<Options>(program, start);

async function start(options: Options & CommonOptions): Promise<number> {
  const started = performance.now();
  const catalog = resolve(ROOT, options.catalog);
  const status = resolve(ROOT, options.status);
  if (options.stdio) {
    await serveOverStdio({ file: options.config, catalog, status, service: options.service });
    return EXIT.ok;
  }
  if (options.service !== undefined) throw new UserError('--service goes with --stdio', { exitCode: EXIT.misuse });
  // Loaded only here: a client over stdio is not to wait for what it has no use for.
  const [{ build }, { probeCatalog }] = await Promise.all([import('./build/build.ts'), import('./probe/catalog.ts')]);
  const closing: Closing[] = [];
  stopOnSignal(() => closing);

  const address = addressOf(options);
  const workers = workersOf(options.workers);
  const everyMinutes = minutesOf(options.probeEvery);
  const retryAfterMs = retryAfterMsOf(options.retryAfter);
  const { warnings, ...registry } = readRegistrySettings(said, { folder: ROOT, workers });
  const logLevel = said('log-level');
  const log = createLog(logLevel);
  for (const warning of warnings) log.warn(warning);
  const { config, folder } = await operatorConfig(options.config, ROOT);
  await Promise.all([expectFree(address), expectSeed(registry.store)]);
  await makeDemoFolder();
  const out = resolve(ROOT, options.out);

  let built: Built | undefined;
  const rebuild = async () => {
    const kept = built ? { kept: built.kept } : {};
    built = await build({ catalog, status, out, packed: options.packed, base: '/', remember: true, ...kept });
    return built.files;
  };
  const probe: TellingProbe = async (say, onDoubt) => {
    const { probed } = await probeCatalog({
      ...{ catalog, status, config, folder, retryAfterMs },
      onLooked: ({ name }, looks) => {
        const { health, reason } = verdictOf(looks);
        say(`${name} is ${health} · ${reason}`);
      },
      onDoubt: ({ name }) => onDoubt(name),
    });
    await rebuild();
    const healthy = probed.filter(({ looks }) => verdictOf(looks).health === 'healthy');
    return `${healthy.length} of ${probed.length} are healthy`;
  };
  let first: Promise<unknown> = Promise.resolve();
  const probeFirst = (say: (progress: string) => void) => {
    const { outcome, whole } = untilDoubt(probe, say);
    first = whole;
    return outcome;
  };
  await runStages([
    { title: 'Validate the catalog', work: () => validate(catalog) },
    { title: 'Build the site', work: async () => `${await rebuild()} files` },
    ...(options.probe ? [{ title: 'Probe what is enabled', work: probeFirst }] : []),
  ]);

  // What is served is what was just built, wherever the configuration of a lone proxy would look.
  const proxy = await serve({
    ...{ ...address, workers },
    ...{ config, folder, file: resolve(ROOT, options.config) },
    snapshotAt: join(out, 'snapshot'),
    site: out,
    ...{ registry, logLevel, log },
  }).catch((cause: unknown) => {
    throw cause instanceof UserError ? cause : listenFault(address, cause);
  });
  closing.push({ close: proxy.close, drainMs: config.drainMs });
  if (options.probe) {
    await proxy.ready;
    keepProbing(everyMinutes, () => probe(quiet, quiet), first);
  }
  console.log(greeting(proxy.url, performance.now() - started));
  return EXIT.ok;
}

function quiet(): void {}

/** What the command line or the environment says of the registry. */
function said(flag: RegistryFlag): string | undefined {
  const value: unknown = program.getOptionValue(registryOptions.get(flag) ?? flag);
  return typeof value === 'string' ? value : undefined;
}

async function validate(catalog: string): Promise<string> {
  const { validateCatalog } = await import('./validate/check.ts');
  const { problems, subject } = await validateCatalog(catalog);
  if (problems.some(({ severity }) => severity === 'error')) {
    reportProblems(problems, { subject });
    throw new UserError('The catalog has errors: mend them as said above, then start again.');
  }
  return subject;
}
