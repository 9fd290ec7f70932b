import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import * as z from 'zod';

const Reply = z.looseObject({
  content: z.looseObject({ 'application/json': z.looseObject({ schema: z.unknown() }).optional() }).optional(),
});
const Operation = z.looseObject({ responses: z.record(z.string(), Reply) });
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

/** The official OpenAPI document: what each answer of a registry has to look like. */
export interface OfficialDocument {
  /** `GET /v0.1/servers` and so on, each with the statuses that it may be answered with. */
  operations: { method: string; path: string; statuses: string[] }[];
  /** What is wrong with an answer; nothing when it is as the document says. */
  faultsOf(operation: { method: string; path: string }, status: number, body: unknown): string[];
}

const ID = 'https://example.com/registry-openapi';

export function officialDocument(): OfficialDocument {
  const raw: unknown = parse(readFileSync(new URL('./registry-openapi.yaml', import.meta.url), 'utf8'));
  const { paths } = Document.parse(raw);
  const ajv = new Ajv2020({ strict: false, allErrors: true, discriminator: false });
  addFormats.default(ajv);
  ajv.addSchema({ ...Object(raw), $id: ID });
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      ...{ method: method.toUpperCase(), path, statuses: Object.keys(responses) },
    })),
  );
  return {
    operations,
    faultsOf: ({ method, path }, status, body) => {
      const reply = paths[path]?.[method.toLowerCase()]?.responses[String(status)];
      if (!reply) return [`${method} ${path} is not to be answered with ${status}`];
      if (!reply.content?.['application/json']) return [];
      const steps = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', 'application/json'];
      const pointer = [...steps, 'schema'].map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
      const validate = ajv.getSchema(`${ID}#/${encodeURI(pointer)}`);
      if (!validate) return [`the document has no schema for ${method} ${path} ${status}`];
      validate(body);
      return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    },
  };
}
