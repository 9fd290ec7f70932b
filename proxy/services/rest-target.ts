import type { Egress } from '../../catalog/net/connector.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import type { ConfiguredInstance } from '../config.ts';
import type { Target } from '../upstream/connect.ts';
import type { HttpTarget } from '../upstream/http.ts';
import type { NotRunnable } from './package-command.ts';
import { resolveValues } from './values.ts';

type RestTransport = 'openapi' | 'rest';
type RestInstance = Extract<ConfiguredInstance, { transport: RestTransport }>;

export function isRestTransport(transport: string): transport is RestTransport {
  return transport === 'openapi' || transport === 'rest';
}

/** How a REST service is reached of which only the address is known: all else is where it is by default. */
export function restTarget(transport: RestTransport, http: HttpTarget, lockedTools: () => ToolDefinition[]): Target {
  const healthPath = '/health';
  if (transport === 'rest') return { transport, http, rest: { healthPath, tools: lockedTools() } };
  const document = { url: below(http.url, '/openapi.json') };
  return { transport, http, openapi: { document, healthPath, security: {} } };
}

/** How an operator's REST service is reached. A secret that nobody has set is said by its name. */
export function configuredRestTarget(
  instance: RestInstance,
  { egress = { any: true }, ...places }: { folder: string; env?: NodeJS.ProcessEnv; egress?: Egress },
  lockedTools: () => ToolDefinition[],
): Target | NotRunnable {
  const { transport, url, healthPath } = instance;
  const headers = resolveValues(instance.headers, places);
  const secrets = resolveValues(
    transport === 'openapi' ? instance.security : instance.key === undefined ? {} : { key: instance.key },
    places,
  );
  const missing = [...headers.missing, ...secrets.missing];
  if (missing.length > 0) {
    return {
      reason: 'needs-config',
      message: `the configuration takes ${missing.join(', ')} from where nothing is set`,
    };
  }
  const http: HttpTarget = { url, headers: headers.values, egress };
  if (transport === 'openapi') {
    const document = documentOf(instance.document ?? '/openapi.json', url, places.folder);
    return { transport, http, openapi: { document, healthPath, security: secrets.values } };
  }
  const { key } = secrets.values;
  const tools = instance.tools.length > 0 ? instance.tools : lockedTools();
  const authorized = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return { transport, http: { ...http, headers: { ...http.headers, ...authorized } }, rest: { healthPath, tools } };
}

function documentOf(
  document: NonNullable<Extract<RestInstance, { transport: 'openapi' }>['document']>,
  base: string,
  folder: string,
): { url: string } | { file: string } {
  if (typeof document === 'object') {
    const { values } = resolveValues({ document }, { folder });
    return { file: values.document ?? document.path };
  }
  return { url: /^https?:\/\//.test(document) ? document : below(base, document) };
}

/** An address below another: `/health` of `https://example.com/api` is `https://example.com/api/health`. */
function below(base: string, path: string): string {
  const url = new URL(base);
  const [pathname = '', search = ''] = path.split('?', 2);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${pathname.replace(/^\/+/, '')}`;
  if (search !== '') url.search = search;
  return url.href;
}
