import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Author } from './git/git.ts';
import { Registry } from './registry.ts';
import { UserError } from './user-error.ts';

/** Who this registry is, without reading its entries. Throws `UserError` where `registry.json` does not say it. */
export async function readRegistry(catalog: string): Promise<Registry> {
  const file = join(catalog, 'registry.json');
  const fault = (why: string, cause?: unknown) =>
    new UserError(`${file} does not say which registry this is (npm run validate says more): ${why}`, { cause });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw fault('it cannot be read', cause);
  });
  const { data, error } = Registry.safeParse(jsonOf(text));
  if (error) throw fault(`\n${z.prettifyError(error)}`);
  return data;
}

/** The registry as the author of commits; the address is nobody's. */
export function authorOf({ title, id }: Registry): Author {
  return { name: title, email: `${id}@noreply.invalid` };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
