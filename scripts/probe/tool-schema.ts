import { createHash } from 'node:crypto';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isPlainSchema } from './plain-schema.ts';

const OPTIONS = { strict: false, logger: false, validateFormats: false } as const;
const newest = new Ajv2020(OPTIONS);
const older = new Ajv(OPTIONS);

/** Whether a tool's input schema is one: an object's schema, of bearable size, that JSON Schema's own schema accepts. */
export function isToolSchema(inputSchema: Record<string, unknown>): boolean {
  if (inputSchema.type !== 'object' || !isShallow(inputSchema)) return false;
  const text = JSON.stringify(inputSchema);
  if (text.length > MAX_LENGTH) return false;
  if (isPlainSchema(inputSchema)) return true;
  const key = createHash('sha1').update(text).digest('base64');
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  const verdict = isValid(inputSchema);
  if (verdicts.size >= MOST_VERDICTS) verdicts.clear();
  verdicts.set(key, verdict);
  return verdict;
}

const MAX_LENGTH = 256 * 1024;
/** By the schema's hash, what was found of it: tools seldom change from one look to the next. */
const verdicts = new Map<string, boolean>();
const MOST_VERDICTS = 50_000;

function isValid({ $schema: dialect, ...schema }: Record<string, unknown>): boolean {
  const ajv = typeof dialect === 'string' && !dialect.includes('2020-12') ? older : newest;
  return ajv.validateSchema(schema) === true;
}

/** The deepest that a tool may nest. Ours and others' code walks it by recursion: deeper is an attack on that. */
const MAX_DEPTH = 100;

/** Whether a tool nests no deeper than can be walked. It walks no deeper itself. */
export function isShallow(tool: unknown): boolean {
  return reaches(tool, MAX_DEPTH);
}

/** Whether nothing in a value is deeper than so many levels. */
function reaches(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return levels >= 0;
  if (levels < 0) return false;
  for (const each of Array.isArray(value) ? value : Object.values(value)) {
    if (!reaches(each, levels - 1)) return false;
  }
  return true;
}
