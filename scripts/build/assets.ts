import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Assets } from '../../site/site.ts';
import { ROOT, UserError } from '../command.ts';
import { askApart } from './apart.ts';
import type { Bundle } from './bundle/bundle.ts';
import { readGuide } from './guide.ts';
import { type Draw, drawOnce } from './picture/draw-apart.ts';
import { readSwaggerUi } from './swagger-ui.ts';

/**
 * What the site is made with beside the snapshot: the files a browser loads, names and path → content, the guide's texts, and
 * what draws its picture.
 */
export interface BuiltAssets {
  names: Assets;
  files: Map<string, string | Uint8Array>;
  guide: ReadonlyMap<string, string>;
  draw: Draw;
}

const SITE = join(ROOT, 'site');

const bundleApart: Bundle = () => askApart(new URL('./bundle/bundling.ts', import.meta.url), null);

/** Bundles `site/client` and the style sheet. Names carry a hash of the content, so hosts may cache them for ever. */
export async function buildAssets(bundle: Bundle = bundleApart, draw: Draw = drawOnce): Promise<BuiltAssets> {
  const [guide, swagger, bundled] = await Promise.all([readGuide(), readSwaggerUi(), bundle()]);
  const files = new Map<string, string | Uint8Array>([
    ['favicon.svg', await readFile(join(SITE, 'assets/favicon.svg'))],
    swagger.script,
    swagger.style,
  ]);
  const names: Record<string, string> = {};
  for (const { path, name, content } of bundled) {
    if (name) names[name] = path;
    files.set(path, content);
  }
  const { style, script, theme, playground } = names;
  if (!style || !script || !theme || !playground)
    throw new UserError(`The bundler named only ${JSON.stringify(names)}`);
  const [swaggerScript, swaggerStyle] = [swagger.script[0], swagger.style[0]];
  return {
    names: { style, script, theme, playground, swagger: swaggerScript, swaggerStyle },
    files,
    guide,
    draw,
  };
}
