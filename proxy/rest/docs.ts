import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { CLIENT_INFO } from '../upstream/identity.ts';

/** Swagger UI's own files that a page needs, and nothing else of its package. */
const ASSETS: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/** The page, for an address from which `docs` is at this place. */
const pageAt = (docs: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API of this registry's proxy</title>
<link rel="stylesheet" href="${docs}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${docs}/swagger-ui-bundle.js"></script>
<script src="${docs}/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: new URL('../openapi.json', document.currentScript.src).href, dom_id: '#swagger-ui', deepLinking: true, tryItOutEnabled: true });\n`;

/** Nothing is loaded from elsewhere; Swagger UI sets styles on elements itself. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'";

/**
 * What the document says of itself. Hosts take us for a registry by two values (ToolHive): the API's version, and the
 * address of the API's home in the description.
 */
const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: CLIENT_INFO.title,
    version: '1.0.0',
    description:
      'Which MCP servers are there, which of them work, and how to call their tools through one address. ' +
      'The registry API is the one of https://github.com/modelcontextprotocol/registry (v0.1).',
  },
  servers: [{ url: '.', description: 'This proxy' }],
};

/** `/openapi.json` and `/openapi.yaml`, and Swagger UI on them at `/docs`, from files of ours. */
export function docsRoutes(app: OpenAPIHono): void {
  app.doc31('/openapi.json', DOCUMENT);
  app.get('/openapi.yaml', async (context) => {
    const { stringify } = await import('yaml');
    return context.body(stringify(app.getOpenAPI31Document(DOCUMENT)), 200, { 'content-type': 'application/yaml' });
  });
  app.get('/docs', (context) => context.html(pageAt('docs'), 200, { 'content-security-policy': CSP }));
  app.get('/v0/swagger/index.html', (context) =>
    context.html(pageAt('../../docs'), 200, { 'content-security-policy': CSP }),
  );
  app.get('/docs/start.js', (context) =>
    context.body(START, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/docs/:asset', async (context) => {
    const asset = context.req.param('asset');
    const type = ASSETS[asset];
    if (!type) return context.notFound();
    return context.body(await readFile(join(assetFolder(), asset), 'utf8'), 200, {
      'content-type': type,
      'cache-control': 'max-age=3600',
    });
  });
}

/** Where Swagger UI is installed. */
function assetFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}
