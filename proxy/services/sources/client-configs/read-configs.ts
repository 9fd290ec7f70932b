import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import type { ConfigFile } from './config-files.ts';
import { ConfigFault, readConfigText } from './config-text.ts';
import { type Listed, listedIn } from './listed.ts';
import { BundleSettings, listedBundle, Manifest } from './manifest.ts';

/** What one configuration lists. `manifest` is that of an installed bundle. */
export interface ReadConfig {
  listed: Listed[];
  manifest?: Manifest;
  /** What is wrong, each with its place in the file; no value is repeated. */
  faults: string[];
}

/** Reads a configuration, and never more than so many bytes. What is wrong with it is told, not thrown. */
export async function readConfig(
  { path, client }: ConfigFile,
  { maxBytes }: { maxBytes: number },
): Promise<ReadConfig> {
  try {
    const text = await textOf(path, maxBytes);
    if (client.isManifest) return await bundleOf(path, text, maxBytes);
    const { listed, faults } = listedIn(readConfigText(path, text), client);
    return { listed, faults: faults.map(({ at, message }) => `${path}:${at} ${message}`) };
  } catch (error) {
    return { listed: [], faults: [faultAt(path, error)] };
  }
}

async function textOf(path: string, maxBytes: number): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new ConfigFault('1:1', 'it is no file');
  if (found.size > maxBytes) throw new ConfigFault('1:1', `it is longer than ${maxBytes} bytes`);
  return readFile(path, 'utf8');
}

async function bundleOf(path: string, text: string, maxBytes: number): Promise<ReadConfig> {
  const { value, at } = readConfigText(path, text);
  const { data, error } = Manifest.safeParse(value);
  if (!data) {
    const [{ path: steps, message } = { path: [], message: '' }] = error.issues;
    throw new ConfigFault(at(steps), `"${steps.join('.')}": ${message}`);
  }
  const folder = dirname(path);
  const settings = join(dirname(folder), '..', 'Claude Extensions Settings', `${basename(folder)}.json`);
  const said = await textOf(settings, maxBytes).then(
    (found) => readConfigText(settings, found).value,
    () => ({}),
  );
  const listed = listedBundle(data, BundleSettings.catch({ isEnabled: true, userConfig: {} }).parse(said));
  return { listed: listed ? [listed] : [], manifest: data, faults: [] };
}

/** Reading may fail in words of the system's, which name the path; what a parser says might quote the text. */
function faultAt(path: string, error: unknown): string {
  if (error instanceof ConfigFault) return `${path}:${error.message}`;
  const code = z.object({ code: z.string() }).safeParse(error).data?.code;
  return `${path}: it cannot be read${code === undefined ? '' : ` (${code})`}`;
}
