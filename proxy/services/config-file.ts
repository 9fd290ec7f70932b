import { loadConfig, type ProxyConfig } from '../config.ts';
import { isSame } from './same.ts';

/** A configuration that can be used. Throws with every fault of one that cannot, each with its line. */
export async function readConfig(file: string): Promise<ProxyConfig> {
  const { config, problems } = await loadConfig(file);
  if (config) return config;
  const faults = problems.filter(({ severity }) => severity === 'error');
  throw new Error(faults.map(({ line, column, message, fix }) => `${line}:${column} ${message}. ${fix}`).join('; '));
}

/** What takes effect while the proxy runs. All else is read when it starts. */
const HOT = new Set([
  '$schema',
  'snapshot',
  'services',
  'sources',
  'profiles',
  'egress',
  'allowedHosts',
  'allowedOrigins',
]);

/** The keys that have changed, and wait for the next start. */
export function restartKeys(before: ProxyConfig, next: ProxyConfig): string[] {
  const known = new Map<string, unknown>(Object.entries(before));
  return Object.entries(next).flatMap(([key, value]) => (HOT.has(key) || isSame(value, known.get(key)) ? [] : [key]));
}
