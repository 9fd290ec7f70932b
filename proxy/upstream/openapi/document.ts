import * as z from 'zod';
import { isObject } from '../../../catalog/json/json.ts';
import { UpstreamFault } from '../fault.ts';
import { yamlToJson } from './yaml.ts';

/** The longest document that is read. */
export const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 100;

const SecurityRequirements = z.array(z.record(z.string(), z.unknown()));

/** The frame of an OpenAPI document (3.0 to 3.2). What is in it comes from elsewhere, and is read with care, part by part. */
const Frame = z.looseObject({
  openapi: z.string(),
  info: z
    .looseObject({ title: z.string().catch(''), version: z.string().catch(''), description: z.string().optional() })
    .catch({ title: '', version: '' }),
  paths: z.record(z.string(), z.unknown()).catch({}),
  components: z
    .looseObject({ securitySchemes: z.record(z.string(), z.unknown()).catch({}) })
    .catch({ securitySchemes: {} }),
  security: SecurityRequirements.catch([]),
});

export interface OpenApiDocument extends z.infer<typeof Frame> {
  /** What a local reference (`#/components/schemas/Pet`) leads to; undefined for any other, which is never fetched. */
  resolve(reference: string): unknown;
}

/** Reads a document, in JSON or YAML. Throws `UpstreamFault` for what is none, or is too long or too deep. */
export async function readDocument(text: string): Promise<OpenApiDocument> {
  if (text.length > MAX_DOCUMENT_BYTES) throw unreadable(`is longer than ${MAX_DOCUMENT_BYTES} bytes`);
  const root = await parse(text);
  if (!isObject(root)) throw unreadable('is no object');
  if (isDeeperThan(root, MAX_DEPTH)) throw unreadable(`is nested more than ${MAX_DEPTH} deep`);
  if (typeof root.swagger === 'string')
    throw unreadable(`is Swagger ${root.swagger.slice(0, 10)}: version 3 is needed`);
  const { data } = Frame.safeParse(root);
  if (!data?.openapi.startsWith('3.')) throw unreadable('does not say that it is OpenAPI 3');
  const found = new Map<string, unknown>();
  const resolve = (reference: string) => {
    if (!found.has(reference)) found.set(reference, follow(root, reference));
    return found.get(reference);
  };
  return { ...data, resolve };
}

/** A part of the document, or where its reference leads to: parameters, bodies and answers may stand elsewhere. */
export function dereference(part: unknown, { resolve }: Pick<OpenApiDocument, 'resolve'>): unknown {
  let at = part;
  for (let hops = 0; hops < 20 && isObject(at) && typeof at.$ref === 'string'; hops += 1) at = resolve(at.$ref);
  return at;
}

async function parse(text: string): Promise<unknown> {
  const isJson = /^\s*[{[]/.test(text);
  if (/^\s*</.test(text)) throw unreadable('is a page of HTML');
  try {
    return JSON.parse(isJson ? text : await yamlToJson(text));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0]?.slice(0, 200) : '';
    throw unreadable(`cannot be read as ${isJson ? 'JSON' : 'YAML'}: ${why}`, cause);
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

function follow(root: unknown, reference: string): unknown {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  let at = root;
  for (const step of reference.split('/').slice(1)) {
    const key = unescaped(step);
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}

/** A step of a JSON Pointer in a URI fragment (RFC 6901, 6). */
function unescaped(step: string): string {
  const pointer = step.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}

function unreadable(what: string, cause?: unknown): UpstreamFault {
  return new UpstreamFault('not-mcp', `the OpenAPI document ${what}`, { cause, executed: 'no' });
}
