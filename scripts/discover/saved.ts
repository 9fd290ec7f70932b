import { readFile, stat, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { Fact } from '../../catalog/listing.ts';
import { readableServer } from '../../catalog/readable-server.ts';
import type { ServerJson } from '../../catalog/server-json.ts';
import { UserError } from '../command.ts';
import type { Discovery } from './candidate.ts';
import { SOURCE_NAMES } from './find.ts';
import { FLAG_CODES } from './flag.ts';

const Server = z.custom<ServerJson>((value) => readableServer(value) !== null);
const SourceName = z.enum(SOURCE_NAMES);
const FlagCode = z.custom<keyof typeof FLAG_CODES>(
  (code) => typeof code === 'string' && Object.hasOwn(FLAG_CODES, code),
);

/** A discovery in a file: looked for by one program, and acted on by another that may write. Nothing in it is trusted. */
const SavedDiscovery = z.strictObject({
  candidates: z.array(
    z.strictObject({
      name: z.string(),
      nameOrigin: z.enum(['publisher', 'derived']),
      server: Server,
      seen: z.array(z.strictObject({ source: SourceName, where: z.string(), at: z.string() })),
      flags: z.array(z.strictObject({ code: FlagCode, pointer: z.string(), message: z.string() })),
      confidence: z.enum(['high', 'medium', 'low']),
      known: z.enum(['same', 'newer', 'refused']).nullable(),
      provenance: z.record(z.string(), z.union([SourceName, z.literal('catalog')])),
      isLocal: z.boolean(),
    }),
  ),
  sources: z.array(z.strictObject({ name: SourceName, found: z.int(), ms: z.number(), error: z.string().optional() })),
  refreshed: z
    .array(
      z.strictObject({
        ...{ name: z.string(), server: Server, next: Server.nullable(), notes: z.array(z.string()) },
        ...{ facts: z.array(Fact).nullable(), news: z.array(Fact), gone: z.array(Fact) },
      }),
    )
    .optional(),
});

/** A whole run of every source stays far below. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Writes what was found into a file. */
export async function saveDiscovery(file: string, discovery: Discovery): Promise<void> {
  await writeFile(file, `${JSON.stringify(discovery)}\n`);
}

/** What was found before, from a file. Throws `UserError` where it is none. */
export async function readDiscovery(file: string): Promise<Discovery> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new UserError(`There is no file ${file}`);
  if (found.size > MOST_BYTES) throw new UserError(`${file} is longer than ${MOST_BYTES} bytes`);
  const { data, error } = SavedDiscovery.safeParse(jsonOf(await readFile(file, 'utf8')));
  if (data) return data;
  throw new UserError(`${file} is no discovery, as --save writes it: ${z.prettifyError(error).slice(0, 1000)}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
