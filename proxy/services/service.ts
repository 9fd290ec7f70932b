import type { Transport } from '../../catalog/listing.ts';
import type { Package, Remote, ServerJson } from '../../catalog/server-json.ts';
import { latestVersion, type SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import type { ConfiguredInstance, ConfiguredService, ProxyConfig } from '../config.ts';
import type { Target } from '../upstream/connect.ts';
import { operatorEgress, publisherEgress } from './egress.ts';
import { type NotRunnable, packageCommand } from './package-command.ts';
import { configuredRestTarget, isRestTransport, restTarget } from './rest-target.ts';
import { resolveValues } from './values.ts';

/** A server as the proxy routes to it. */
export interface Service {
  /** Its alias where it has one, else `namespace/name`: the name in addresses and answers. */
  name: string;
  entry: SnapshotEntry;
  /** Whether the catalog lists it; else a source found it. */
  inCatalog: boolean;
  timeoutMs: number;
  maxConcurrent: number;
  queue: number;
  hedge: boolean;
  instances: InstanceSpec[];
}

/** One place where a service can be reached; with a fault instead of a target where it cannot be. */
export interface InstanceSpec {
  id: string;
  transport: Transport;
  /** Where it is, for people: a URL without its query, or the package. Never a secret. */
  address: string;
  location: 'local' | 'remote';
  /** Its share of the calls, beside the service's other instances; 1 unless said otherwise. */
  weight?: number;
  /** Where it stands: calls stay in the proxy's own zone while somebody is well there. */
  zone?: string;
  target: Target | NotRunnable;
}

/** What turning a configured service into instances needs to know of its surroundings. */
export interface Surroundings {
  config: ProxyConfig;
  /** Relative paths start here, and processes run here. */
  folder: string;
  env?: NodeJS.ProcessEnv;
  /** The entry's tools in full, for a service that does not list its own. */
  lockedTools?: () => ToolDefinition[];
}

/** The service that an entry and the operator's settings make: packages and remotes as asked for, then extra instances. */
export function serviceOf(entry: SnapshotEntry, settings: ConfiguredService, surroundings: Surroundings): Service {
  const { server } = latestVersion(entry);
  const use = settings.use ?? (server.remotes?.length ? 'remote' : 'package');
  const instances = [
    ...(use === 'remote' ? [] : packageInstances(server, settings, surroundings)),
    ...(use === 'package'
      ? []
      : remoteInstances([...(server.remotes ?? []), ...listedRemotes(entry)], settings, surroundings)),
    ...settings.instances.map((instance) => ({ ...configuredInstance(instance, surroundings), ...placeOf(instance) })),
  ];
  const { timeoutMs, maxConcurrent, queue, hedge } = settings;
  return { name: entry.alias ?? entry.name, entry, inCatalog: true, timeoutMs, maxConcurrent, queue, hedge, instances };
}

/** One process is enough: of several packages the first that can be started here, npm before the others. */
function packageInstances(
  server: ServerJson,
  settings: ConfiguredService,
  { folder, env }: Surroundings,
): InstanceSpec[] {
  const { values, missing } = resolveValues(settings.env, { folder, ...(env ? { env } : {}) });
  const packages = (server.packages ?? []).toSorted((a, b) => preference(a) - preference(b));
  const specs = packages.map((pkg): InstanceSpec => {
    const target =
      missing.length > 0
        ? {
            reason: 'needs-config' as const,
            message: `the configuration takes ${missing.join(', ')} from where nothing is set`,
          }
        : packageCommand(pkg, { args: settings.args, env: values, cwd: folder });
    return {
      id: `package-${pkg.registryType}`,
      transport: 'stdio',
      address: packageAddress(pkg),
      location: 'local',
      target: 'reason' in target ? target : { transport: 'stdio', command: target },
    };
  });
  const chosen = specs.find(({ target }) => !('reason' in target)) ?? specs[0];
  return chosen ? [chosen] : [];
}

/** A package, for people: its registry's type, its name and its version. */
export function packageAddress({ registryType, identifier, version }: Package): string {
  return `${registryType}:${identifier}${version ? `@${version}` : ''}`;
}

function preference({ registryType }: Package): number {
  const order = ['npm', 'pypi', 'nuget', 'oci'].indexOf(registryType);
  return order === -1 ? Number.POSITIVE_INFINITY : order;
}

/** The listing's extra instances that are spoken to as remotes are. */
function listedRemotes({ listing }: SnapshotEntry): (Remote & { id: string })[] {
  return (listing.instances ?? []).flatMap(({ id, transport, url }) =>
    url === undefined ? [] : [{ id, type: transport, url }],
  );
}

function remoteInstances(
  remotes: (Remote & { id?: string })[],
  settings: ConfiguredService,
  { config, folder, env, lockedTools = () => [] }: Surroundings,
): InstanceSpec[] {
  const places = { folder, ...(env ? { env } : {}) };
  const { values, missing } = resolveValues(settings.headers, places);
  const egress = publisherEgress({ config, ...places });
  return remotes.flatMap((remote, index): InstanceSpec[] => {
    const { type: transport, url } = remote;
    const isRest = isRestTransport(transport);
    if (!isRest && transport !== 'streamable-http' && transport !== 'sse' && transport !== 'websocket') return [];
    const http = { url, headers: { ...fixedHeaders(remote), ...values }, egress };
    const needed = [...missing, ...missingHeaders(remote, values), ...Object.keys(remote.variables ?? {})];
    const target: InstanceSpec['target'] =
      needed.length > 0
        ? {
            reason: 'needs-config',
            message: `it needs ${needed.join(', ')}: set them for this service in proxy.config.json`,
          }
        : isRest
          ? restTarget(transport, http, lockedTools)
          : { transport, http };
    return [{ id: remote.id ?? `remote-${index}`, transport, address: publicAddress(url), location: 'remote', target }];
  });
}

function fixedHeaders({ headers = [] }: Remote): Record<string, string> {
  return Object.fromEntries(headers.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}

function missingHeaders({ headers = [] }: Remote, given: Record<string, string>): string[] {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  return headers
    .filter(({ name, isRequired, value }) => isRequired && value === undefined && !names.has(name.toLowerCase()))
    .map(({ name }) => `the header ${name}`);
}

function placeOf({ weight, zone }: ConfiguredInstance): Pick<InstanceSpec, 'weight' | 'zone'> {
  return { weight, ...(zone === undefined ? {} : { zone }) };
}

function configuredInstance(
  instance: ConfiguredInstance,
  { config, folder, env, lockedTools = () => [] }: Surroundings,
): InstanceSpec {
  const places = { folder, ...(env ? { env } : {}) };
  const egress = operatorEgress({ config, ...places });
  if (instance.transport === 'openapi' || instance.transport === 'rest') {
    const { id, transport, url } = instance;
    const target = configuredRestTarget(instance, { ...places, egress }, lockedTools);
    return { id, transport, address: publicAddress(url), location: 'remote', target };
  }
  const sources = instance.transport === 'stdio' ? instance.env : instance.headers;
  const { values, missing } = resolveValues(sources, places);
  const { id, transport } = instance;
  const where: Pick<InstanceSpec, 'address' | 'location'> =
    instance.transport === 'stdio'
      ? { address: instance.command, location: 'local' }
      : { address: publicAddress(instance.url), location: 'remote' };
  if (missing.length > 0) {
    const message = `the configuration takes ${missing.join(', ')} from where nothing is set`;
    return { id, transport, ...where, target: { reason: 'needs-config', message } };
  }
  if (instance.transport === 'stdio') {
    const { command, args } = instance;
    return {
      id,
      transport,
      ...where,
      target: { transport: 'stdio', command: { command, args, env: values, cwd: folder } },
    };
  }
  return {
    id,
    transport,
    ...where,
    target: { transport: instance.transport, http: { url: instance.url, headers: values, egress } },
  };
}

/** A URL that may be shown: a key may stand in its query or before its host. */
export function publicAddress(url: string): string {
  const { protocol, host, pathname } = new URL(url.replace(/\{[^}]*\}/g, '0'));
  return `${protocol}//${host}${pathname}`;
}
