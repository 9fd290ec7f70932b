import { describe, expect, it } from 'vitest';
import { UpstreamFault } from '../fault.ts';
import { readDocument } from './document.ts';
import { readOperations } from './operation.ts';
import { knownCredentials } from './security.ts';

async function read(paths: Record<string, unknown>, rest: object = {}) {
  return readOperations(
    await readDocument(JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, paths, ...rest })),
    new Map(),
  );
}

async function toolOf(operation: object, path = '/things', rest: object = {}) {
  const [found] = (await read({ [path]: { post: operation } }, rest)).operations;
  if (!found) throw new Error('no operation');
  return found.tool;
}

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

describe('the name of a tool', () => {
  it.each([
    [{ operationId: 'list_pets-v2' }, 'list_pets-v2'],
    [{ operationId: 'Pets: list all!' }, 'Pets_list_all'],
    [{ operationId: '__proto__' }, 'proto'],
    [{}, 'post_things_id'],
    [{ operationId: 'x'.repeat(200) }, `${'x'.repeat(55)}_${'0'.repeat(8)}`],
  ])('of %j is safe', async (operation, name) => {
    expect((await toolOf(operation, '/things/{id}')).name.replace(/[0-9a-f]{8}$/, '0'.repeat(8))).toBe(name);
  });

  it('is nobody else’s', async () => {
    const same = { operationId: 'same' };
    const { operations } = await read({ '/a': { get: same, post: same }, '/b': { get: same } });
    expect(operations.map(({ tool }) => tool.name)).toEqual(['same', 'same_2', 'same_3']);
  });
});

describe('the arguments of a tool', () => {
  it('are its parameters of all kinds and the members of its body', async () => {
    const { inputSchema } = await toolOf(
      {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'deep', in: 'query', description: 'How deep', schema: { type: 'integer' } },
          { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
          { name: 'session', in: 'cookie', schema: { type: 'string' } },
        ],
        requestBody: {
          required: true,
          ...json({
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string' }, size: { type: 'number' } },
          }),
        },
      },
      '/things/{id}',
    );
    expect(inputSchema).toEqual({
      type: 'object',
      properties: {
        id: { type: 'integer' },
        deep: { type: 'integer', description: 'How deep' },
        'X-Trace': { type: 'string' },
        session: { type: 'string' },
        name: { type: 'string' },
        size: { type: 'number' },
      },
      required: ['id', 'name'],
      additionalProperties: false,
    });
  });

  it('take in a body made of parts', async () => {
    const schemas = { Base: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } };
    const parts = [{ $ref: '#/components/schemas/Base' }, { type: 'object', properties: { name: { type: 'string' } } }];
    const { inputSchema } = await toolOf({ requestBody: { required: true, ...json({ allOf: parts }) } }, '/x', {
      components: { schemas },
    });
    expect(inputSchema).toMatchObject({ properties: { id: {}, name: {} }, required: ['id'] });
  });

  it.each([
    ['is no object', { type: 'array', items: { type: 'string' } }],
    ['may have any members', { type: 'object', properties: { a: {} }, additionalProperties: { type: 'string' } }],
    ['is one of several things', { oneOf: [{ type: 'object' }, { type: 'string' }] }],
    ['has the name of a parameter', { type: 'object', properties: { id: { type: 'string' } } }],
    ['is not described', undefined],
  ])('have the body as one when it %s', async (_why, schema) => {
    const { inputSchema } = await toolOf(
      { parameters: [{ name: 'id', in: 'query', schema: {} }], requestBody: { required: true, ...json(schema) } },
      '/things',
    );
    expect(inputSchema).toMatchObject({ properties: { id: {}, body: expect.anything() }, required: ['body'] });
  });

  it('tell apart parameters of one name', async () => {
    const parameters = ['path', 'query', 'header'].map((place) => ({
      name: 'id',
      in: place,
      schema: { type: 'string' },
    }));
    expect(Object.keys((await toolOf({ parameters }, '/things/{id}')).inputSchema.properties ?? {})).toEqual([
      'id',
      'id__query',
      'id__header',
    ]);
  });

  it('have names that model providers take', async () => {
    const parameters = ['filter[city]', '$top', '_id'].map((name) => ({ name, in: 'query', schema: {} }));
    expect(Object.keys((await toolOf({ parameters })).inputSchema.properties ?? {})).toEqual([
      'filter_city',
      'top',
      '_id',
    ]);
  });

  it('are not what says who asks, or how a request travels', async () => {
    const parameters = [
      'Authorization',
      'Host',
      'Content-Length',
      'cookie',
      'X-Forwarded-For',
      'bad name',
      'X-Fine',
    ].map((name) => ({ name, in: 'header', schema: {} }));
    expect((await toolOf({ parameters })).inputSchema.properties).toEqual({ 'X-Fine': {} });
  });

  it('are also those of the path item, unless the operation says otherwise, and those that nobody declared', async () => {
    const { operations } = await read({
      '/{a}/{b}': {
        parameters: [{ name: 'a', in: 'path', required: true, schema: { type: 'string' } }],
        get: { parameters: [{ name: 'a', in: 'path', required: true, schema: { type: 'integer' } }] },
      },
    });
    expect(operations[0]?.tool.inputSchema.properties).toEqual({ a: { type: 'integer' }, b: { type: 'string' } });
  });

  it('follow references to parameters and bodies', async () => {
    const components = {
      parameters: { Limit: { name: 'limit', in: 'query', schema: { type: 'integer' } } },
      requestBodies: { Name: { ...json({ type: 'object', properties: { name: { type: 'string' } } }) } },
    };
    const operation = {
      parameters: [{ $ref: '#/components/parameters/Limit' }],
      requestBody: { $ref: '#/components/requestBodies/Name' },
    };
    expect((await toolOf(operation, '/x', { components })).inputSchema.properties).toEqual({
      limit: { type: 'integer' },
      name: { type: 'string' },
    });
  });
});

describe('what else a tool says', () => {
  it('is how it behaves, by its method', async () => {
    const { operations } = await read({ '/x': { get: {}, put: {}, post: {}, delete: {} } });
    const hints = Object.fromEntries(operations.map(({ method, tool }) => [method, tool.annotations]));
    expect(hints).toEqual({
      GET: { readOnlyHint: true, openWorldHint: true },
      PUT: { readOnlyHint: false, idempotentHint: true, openWorldHint: true },
      POST: { readOnlyHint: false, openWorldHint: true },
      DELETE: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    });
  });

  it('is what its document says of it, else its method and path', async () => {
    expect(await toolOf({ summary: 'Adds', description: 'At length.', deprecated: true })).toMatchObject({
      title: 'Adds',
      description: 'Deprecated.\n\nAdds\n\nAt length.',
    });
    expect((await toolOf({})).description).toBe('POST /things');
  });

  it('is what it answers, when that is always an object', async () => {
    const object = { type: 'object', properties: { id: { type: 'integer' } } };
    expect((await toolOf({ responses: { 200: json(object), 422: json({}) } })).outputSchema).toEqual(object);
    expect((await toolOf({ responses: { 200: json(object), 204: {} } })).outputSchema).toBeUndefined();
    expect((await toolOf({ responses: { 200: json({ type: 'array' }) } })).outputSchema).toBeUndefined();
    expect((await toolOf({ responses: { 200: json({ ...object, nullable: true }) } })).outputSchema).toBeUndefined();
  });
});

describe('a hostile document', () => {
  it.each([
    ['no object', '[]'],
    ['HTML', '<!doctype html><title>API</title>'],
    ['broken', '{ "openapi": "3.0.0", '],
    ['of another version', '{ "swagger": "2.0" }'],
    ['of no version', '{ "paths": {} }'],
    ['too deep', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['too long', `{ "openapi": "3.0.0", "x": "${'x'.repeat(10 * 1024 * 1024)}" }`],
    [
      'a YAML bomb',
      `openapi: 3.0.0\na: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, n) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[n]}`)}]`).join('\n')}`,
    ],
    ['a circle in YAML', 'openapi: 3.0.0\nx: &x\n  y: *x'],
  ])('that is %s is refused, and says why', async (_what, text) => {
    const started = performance.now();
    await expect(readDocument(text)).rejects.toThrow(UpstreamFault);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('with 5,000 operations gives the first 2,000, each with a name of its own', async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 5000 }, (_, n) => [
        `/p${n}`,
        { get: { operationId: 'same', parameters: [{ name: 'q', in: 'query', schema: { type: 'string' } }] } },
      ]),
    );
    const { operations, leftOut } = await read(paths);
    expect([operations.length, leftOut, new Set(operations.map(({ tool }) => tool.name)).size]).toEqual([
      2000, 3000, 2000,
    ]);
  });

  it('cannot lead out of its service', async () => {
    const paths = [
      'relative',
      '/a/../b',
      '/a/%2e%2E/b',
      '/a%2f..%2fb',
      '/a?b',
      '/a b',
      '/a\r\nHost: b',
      '/\ud800',
      '/.',
    ];
    expect((await read(Object.fromEntries(paths.map((path) => [path, { get: {} }])))).operations).toEqual([]);
  });

  it.each([
    'https://evil.example/schema.json',
    'other.yaml#/Pet',
    '#/components/schemas/Nobody',
    '#/constructor',
    '#/__proto__/toString',
    '#/paths/%zz',
  ])('has nothing at %s', async (reference) => {
    const { resolve } = await readDocument('{ "openapi": "3.0.0", "components": { "a/b": { "ü": 1 } } }');
    expect(resolve(reference)).toBeUndefined();
    expect(resolve('#/components/a~1b/%C3%BC')).toBe(1);
  });

  it('changes no prototypes', async () => {
    const text = `{ "openapi": "3.0.0", "paths": { "/x": { "get": { "operationId": "__proto__", "parameters": [
      { "name": "__proto__", "in": "query", "schema": { "type": "object", "properties": { "polluted": {} } } },
      { "name": "constructor", "in": "query", "schema": { "type": "string" } } ] } } },
      "components": { "__proto__": { "polluted": true }, "securitySchemes": { "__proto__": { "type": "http" } } } }`;
    const { operations } = readOperations(await readDocument(text), new Map());
    expect(operations[0]?.tool.inputSchema.properties).toEqual({ constructor: { type: 'string' } });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('cannot have a secret for a scheme that it does not have', async () => {
    const document = await readDocument(
      'openapi: 3.1.0\npaths: {}\ncomponents:\n  securitySchemes:\n    key: { type: apiKey, in: header, name: X-Key }',
    );
    expect(() => knownCredentials(document, { kee: 's' })).toThrow(/it has: key/);
    expect(() => knownCredentials(document, { key: 'a\r\nb' })).toThrow(/line breaks/);
    expect(knownCredentials(document, { key: 's' }).get('key')?.headers).toEqual({ 'x-key': 's' });
  });
});
