import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anEntry } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';

/**
 * Writes the configuration that our proxy is measured with, of one service, and a snapshot beside it. Gives its
 * file. The access log is on, as metrics always are: what they cost is part of the price.
 */
export async function writeProxyConfig(folder: string, service: string, url: string): Promise<string> {
  const entry = anEntry({ server: { name: `com.example/${service}`, remotes: [] }, listing: { alias: service } });
  writeSnapshot(folder, [entry]);
  const file = join(folder, 'proxy.config.json');
  const instances = [{ id: 'one', transport: 'streamable-http', url }];
  const services = [{ name: service, use: 'package', instances }];
  await writeFile(file, JSON.stringify({ snapshot: '.', services, accessLog: true }));
  return file;
}
