import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

type File = [path: string, content: Uint8Array];

/** The two files of Swagger UI that the API's page loads, under names that change with what is in them. */
export async function readSwaggerUi(): Promise<{ script: File; style: File }> {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const [script, style] = await Promise.all(
    ['swagger-ui-bundle.js', 'swagger-ui.css'].map((name) => readFile(join(folder, name))),
  );
  if (!script || !style) throw new Error('swagger-ui-dist is not whole');
  return { script: [named(script, 'js'), script], style: [named(style, 'css'), style] };
}

function named(content: Uint8Array, ending: string): string {
  return `assets/swagger-ui-${createHash('sha256').update(content).digest('base64url').slice(0, 8)}.${ending}`;
}
