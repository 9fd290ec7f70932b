import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { jsonText, withValueAt } from './json/json-edit.ts';
import { NOTHING_REFUSED, type Refusal, Refused } from './refused.ts';
import { UserError } from './user-error.ts';

/** What a catalog's `refused.json` says; nothing where there is none. Throws `UserError`. */
export async function readRefused(catalog: string): Promise<Refused> {
  const file = join(catalog, 'refused.json');
  const text = await textOf(file);
  return text === null ? NOTHING_REFUSED : refusedIn(text, file);
}

/** Adds refusals at the end of `refused.json`; what stands there keeps its bytes. Throws `UserError`. */
export async function addRefusals(catalog: string, refusals: readonly Refusal[]): Promise<void> {
  const file = join(catalog, 'refused.json');
  const before =
    (await textOf(file)) ?? jsonText({ $schema: './schema/refused.schema.json', refused: [], optedOut: [] });
  const { refused } = refusedIn(before, file);
  const text = withValueAt(before, ['refused'], [...refused, ...refusals]);
  refusedIn(text, file);
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

async function textOf(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new UserError(`${file} cannot be read: ${error.message}`, { cause: error });
  });
}

function refusedIn(text: string, file: string): Refused {
  const { data, error } = Refused.safeParse(jsonOf(text, file));
  if (data) return data;
  throw new UserError(`${file} has errors (npm run validate says where):\n${z.prettifyError(error)}`);
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${file} is no JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
