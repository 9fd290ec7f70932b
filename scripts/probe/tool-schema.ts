import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject } from '../../catalog/json.ts';

const OPTIONS = { strict: false, logger: false, validateFormats: false } as const;
const newest = new Ajv2020(OPTIONS);
const older = new Ajv(OPTIONS);

/** Whether a tool's input schema is one: an object's schema, of bearable size, that JSON Schema's own schema accepts. */
export function isToolSchema(inputSchema: Record<string, unknown>): boolean {
  if (inputSchema.type !== 'object' || !isShallow(inputSchema) || JSON.stringify(inputSchema).length > 256 * 1024)
    return false;
  const { $schema: dialect, ...schema } = inputSchema;
  const ajv = typeof dialect === 'string' && !dialect.includes('2020-12') ? older : newest;
  return ajv.validateSchema(schema) === true;
}

/** The deepest that a tool may nest. Ours and others' code walks it by recursion: deeper is an attack on that. */
const MAX_DEPTH = 100;

/** Whether a tool nests no deeper than can be walked. Goes level by level, so that no depth overcomes it. */
export function isShallow(tool: unknown): boolean {
  let level = [tool];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return false;
    level = level.flatMap((value) => (Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []));
  }
  return true;
}
