import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import { linearRegExp } from './linear-regexp.ts';

/** What is wrong with a call's arguments, at its JSON Pointer (RFC 6901). */
export interface ArgumentError {
  pointer: string;
  message: string;
}

const MAX_ERRORS = 20;
const MAX_SCHEMA_CHARACTERS = 256 * 1024;

// Schemas come from upstreams: no strictness about how they are written, and nothing printed about it.
const OPTIONS: Options = {
  strict: false,
  allErrors: true,
  logger: false,
  addUsedSchema: false,
  code: { regExp: linearRegExp },
};
const addFormats = addFormatsModule.default;
const dialects = { draft07: addFormats(new Ajv(OPTIONS)), draft2020: addFormats(new Ajv2020(OPTIONS)) };

const validators = new WeakMap<ToolDefinition, ValidateFunction | null>();

/**
 * Checks arguments against the tool's own schema, compiled once. JSON Schema 2020-12 unless the schema names draft-07
 * (MCP, tools: input schema). A schema that cannot be used judges nothing: its server will.
 */
export function checkArguments(tool: ToolDefinition, args: unknown): ArgumentError[] {
  const validate = validators.get(tool) ?? compile(tool);
  if (!validate || validate(args)) return [];
  return (validate.errors ?? []).slice(0, MAX_ERRORS).map(explain);
}

function compile(tool: ToolDefinition): ValidateFunction | null {
  const dialect = /draft-0[4-7]/.test(String(tool.inputSchema.$schema)) ? dialects.draft07 : dialects.draft2020;
  const { $schema: _dialect, $id: _id, ...schema } = tool.inputSchema;
  let validate: ValidateFunction | null = null;
  try {
    if (JSON.stringify(schema).length <= MAX_SCHEMA_CHARACTERS) validate = dialect.compile(schema);
  } catch {
    // An invalid schema, or one that refers to another document.
  }
  validators.set(tool, validate);
  return validate;
}

function explain({ instancePath, keyword, params, message = 'is not valid' }: ErrorObject): ArgumentError {
  if (keyword === 'required') {
    return { pointer: `${instancePath}/${escapePointer(params.missingProperty)}`, message: 'is required' };
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const extra = params.additionalProperty ?? params.unevaluatedProperty;
    return { pointer: `${instancePath}/${escapePointer(extra)}`, message: 'is not an argument of this tool' };
  }
  if (keyword === 'enum')
    return { pointer: instancePath, message: `must be one of ${JSON.stringify(params.allowedValues).slice(1, -1)}` };
  return { pointer: instancePath, message };
}

function escapePointer(name: unknown): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}
