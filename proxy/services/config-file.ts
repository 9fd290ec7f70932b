import { stat } from 'node:fs/promises';
import { loadConfig, type ProxyConfig } from '../config.ts';
import { isSame } from './same.ts';

const YOUNG_MS = 2000;

/** Reads a configuration again and again; one that was not touched is what it was. */
export function configReader(file: string): () => Promise<ProxyConfig> {
  let last = { touched: '', read: Promise.reject<ProxyConfig>(new Error('not read yet')) };
  last.read.catch(() => {});
  return async () => {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    const touched = [ino, size, mtimeNs, ctimeNs].join(' ');
    // Two changes in one tick of the file system's clock look like one: what is young is read again.
    const isYoung = Date.now() - Number(ctimeNs / 1_000_000n) < YOUNG_MS;
    if (isYoung || touched !== last.touched) last = { touched, read: readConfig(file) };
    return last.read;
  };
}

/** A configuration that can be used. Throws with every fault of one that cannot, each with its line. */
async function readConfig(file: string): Promise<ProxyConfig> {
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
  'locks',
  'egress',
  'allowedHosts',
  'allowedOrigins',
]);

/** The keys that have changed, and wait for the next start. */
export function restartKeys(before: ProxyConfig, next: ProxyConfig): string[] {
  const known = new Map<string, unknown>(Object.entries(before));
  return Object.entries(next).flatMap(([key, value]) => (HOT.has(key) || isSame(value, known.get(key)) ? [] : [key]));
}
