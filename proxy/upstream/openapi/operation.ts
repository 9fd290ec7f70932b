import * as z from 'zod';
import { isObject } from '../../../catalog/json/json.ts';
import type { ToolDefinition } from '../../../catalog/tools/tool.ts';
import { dereference, type OpenApiDocument } from './document.ts';
import { type Body, declaredBody, declaredParameters, inputOf, type Parameter } from './input.ts';
import { Names } from './name.ts';
import { type Schema, SchemaWriter } from './schema.ts';
import { type Credentials, credentialsFor, type KnownCredentials } from './security.ts';

/** An operation of a REST service, as a tool, with what is needed to turn a call's arguments into a request. */
export interface Operation {
  tool: ToolDefinition;
  method: Method;
  /** `/pets/{petId}`: its parameters are among `parameters`. */
  path: string;
  parameters: Parameter[];
  body: Body | null;
  credentials: Credentials;
}

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'] as const;
export type Method = (typeof METHODS)[number];

/** The most tools of one service, and the most subschemas that one tool and all tools may have. */
const MAX_OPERATIONS = 2000;
const MAX_SCHEMAS = 3000;
const MAX_ALL_SCHEMAS = 200_000;
const MAX_DESCRIPTION = 4000;

const OperationObject = z.looseObject({
  operationId: z.string().optional().catch(undefined),
  summary: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  deprecated: z.boolean().optional().catch(undefined),
  parameters: z.array(z.unknown()).catch([]),
  responses: z.record(z.string(), z.unknown()).catch({}),
});
type OperationObject = z.infer<typeof OperationObject>;

/** Every operation of a document; how many more there were than are taken. */
export function readOperations(
  document: OpenApiDocument,
  known: KnownCredentials,
  /** Headers that the operator set: no argument replaces them. */
  ownHeaders: ReadonlySet<string> = new Set(),
): { operations: Operation[]; leftOut: number } {
  const operations: Operation[] = [];
  const names = new Names();
  const reader: Reader = { document, known, ownHeaders, schemasLeft: MAX_ALL_SCHEMAS };
  let leftOut = 0;
  for (const [path, item] of Object.entries(document.paths)) {
    const methods = dereference(item, document);
    if (!isObject(methods) || !isPlainPath(path)) continue;
    for (const method of METHODS) {
      const { data } = OperationObject.safeParse(methods[method.toLowerCase()]);
      if (!data) continue;
      if (operations.length >= MAX_OPERATIONS) {
        leftOut += 1;
        continue;
      }
      const shared = Array.isArray(methods.parameters) ? methods.parameters : [];
      const operation = readOperation(reader, path, method, data, shared, names);
      if (operation) operations.push(operation);
      else leftOut += 1;
    }
  }
  return { operations, leftOut };
}

interface Reader {
  document: OpenApiDocument;
  known: KnownCredentials;
  ownHeaders: ReadonlySet<string>;
  schemasLeft: number;
}

/** A path that stays below the service's own address. */
function isPlainPath(path: string): boolean {
  if (!path.startsWith('/') || path.length > 2000 || /[?#\\\s\p{Cc}\p{Cs}]/u.test(path)) return false;
  return !path.split(/\/|%2f|%5c/i).some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}

/** Null for an operation whose body cannot be written. */
function readOperation(
  reader: Reader,
  path: string,
  method: Method,
  operation: OperationObject,
  shared: unknown[],
  names: Names,
): Operation | null {
  const { document, known } = reader;
  const requirements = operation.security ?? document.security;
  const credentials = credentialsFor(requirements, known);
  const body = declaredBody(operation.requestBody, document);
  if (body === 'unwritable') return null;
  const declared = {
    body,
    parameters: declaredParameters(document, path, [...shared, ...operation.parameters], {
      ...credentials,
      ownHeaders: reader.ownHeaders,
    }),
  };
  const input = inlinedIfSmall(reader, 'input', (writer) => inputOf(writer, declared));
  const outputSchema = inlinedIfSmall(reader, 'output', (writer) => outputOf(writer, operation.responses, document));
  const name = names.take(operation.operationId || `${method.toLowerCase()}${path}`);
  const title = operation.summary?.trim().slice(0, 200);
  const tool: ToolDefinition = {
    name,
    ...(title ? { title } : {}),
    description: describe(operation, `${method} ${path}`),
    inputSchema: input.schema,
    ...(outputSchema ? { outputSchema } : {}),
    annotations: { ...HINTS[method], openWorldHint: true },
  };
  const { parameters, body: written } = input;
  return { tool, method, path, parameters, body: written, credentials };
}

/** What HTTP promises of its methods (RFC 9110, 9.2). */
const HINTS: Record<Method, Record<string, boolean>> = {
  GET: { readOnlyHint: true },
  HEAD: { readOnlyHint: true },
  OPTIONS: { readOnlyHint: true },
  PUT: { readOnlyHint: false, idempotentHint: true },
  DELETE: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
  POST: { readOnlyHint: false },
  PATCH: { readOnlyHint: false },
};

function describe({ summary, description, deprecated }: OperationObject, otherwise: string): string {
  const said = [deprecated ? 'Deprecated.' : '', summary, description === summary ? '' : description]
    .map((text) => text?.trim())
    .filter((text) => text);
  return (said.length > 0 ? said.join('\n\n') : otherwise).slice(0, MAX_DESCRIPTION);
}

/** Writes schemas with references resolved; when that gets too long, once more with references kept. */
function inlinedIfSmall<T>(reader: Reader, direction: 'input' | 'output', write: (writer: SchemaWriter) => T): T {
  const attempt = (inline: boolean) => {
    const most = Math.min(MAX_SCHEMAS, reader.schemasLeft);
    const writer = new SchemaWriter(reader.document, { direction, inline, most });
    const result = write(writer);
    reader.schemasLeft -= writer.written;
    return { result, exceeded: writer.exceeded };
  };
  const inlined = attempt(true);
  return inlined.exceeded ? attempt(false).result : inlined.result;
}

/** The one successful answer, where there is just one, and it is a JSON object: no call may lack what is promised here. */
function outputOf(writer: SchemaWriter, responses: Record<string, unknown>, document: OpenApiDocument): Schema | null {
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const [only, ...others] = good;
  if (!only || others.length > 0 || !/^20[01]$/.test(only[0])) return null;
  const answer = dereference(only[1], document);
  const contents = isObject(answer) && isObject(answer.content) ? Object.entries(answer.content) : [];
  const [content, ...more] = contents;
  if (!content || more.length > 0 || !/^application\/([\w.-]+\+)?json\b/i.test(content[0])) return null;
  const schema = writer.write(isObject(content[1]) ? content[1].schema : undefined);
  const name = typeof schema.$ref === 'string' ? schema.$ref.slice('#/$defs/'.length) : undefined;
  const root = name === undefined ? schema : (writer.defs.get(name) ?? {});
  return isObjectSchema(root, writer.defs) ? writer.withDefs({ ...root, type: 'object' }) : null;
}

function isObjectSchema(
  { type, properties, allOf, $ref }: Schema,
  defs: ReadonlyMap<string, Schema>,
  depth = 0,
): boolean {
  if (depth > 10) return false;
  if (typeof $ref === 'string') return isObjectSchema(defs.get($ref.slice('#/$defs/'.length)) ?? {}, defs, depth + 1);
  if (type !== undefined) return type === 'object';
  return (
    isObject(properties) ||
    (Array.isArray(allOf) && allOf.filter(isObject).some((part) => isObjectSchema(part, defs, depth + 1)))
  );
}
