import { OpenAPIHono } from '@hono/zod-openapi';
import { expect, it } from 'vitest';
import { declareRegistry } from './declared.ts';
import { endpoints } from './endpoints.ts';

it('every endpoint of v0.1 stands in the OpenAPI document, and what changes the catalog says what it wants', () => {
  const app = new OpenAPIHono();
  declareRegistry(app);
  const { paths = {}, components } = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'x', version: '1' } });
  const declared = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`),
  );
  const answered = endpoints
    .filter(({ only }) => only !== 'v0')
    .flatMap(({ path, methods }) =>
      Object.keys(methods).map((method) => `${method} /v0.1${path.replace(/\{\w+\}/g, '{}')}`),
    );
  expect(declared.sort()).toEqual(answered.sort());
  expect(components?.securitySchemes).toMatchObject({ bearerAuth: { type: 'http', scheme: 'bearer' } });
  const { responses } = paths['/v0.1/publish']?.post ?? {};
  expect(Object.keys(responses ?? {})).toEqual(['200', '201', '400', '401', '403', '413', '422', '429', '501', '502']);
});
