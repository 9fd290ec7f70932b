import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { UserError } from '../command.ts';
import { DiscoverySettings } from './settings.ts';

/** The `discovery.json` of a catalog; what every catalog starts with where there is none. Throws `UserError`. */
export async function readSettings(catalog: string): Promise<DiscoverySettings> {
  const file = join(catalog, 'discovery.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new UserError(`${file} cannot be read: ${error.message}`, { cause: error });
  });
  const { data, error } = DiscoverySettings.safeParse(jsonOf(text, file));
  if (data) return data;
  throw new UserError(
    `${file} has errors. catalog/schema/discovery.schema.json says what it may hold.\n${z.prettifyError(error)}`,
  );
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${file} is no JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
