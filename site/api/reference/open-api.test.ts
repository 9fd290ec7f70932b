import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { buildSite } from '../../build.ts';
import { pathWith } from '../../pages/reference.tsx';
import { aSite, aSnapshot, someAssets } from '../../testing.ts';
import { ANSWERS } from './answers.ts';
import { OPEN_API, REFERENCE_PAGE } from './open-api.ts';

const files = new Map(buildSite(aSnapshot(), { assets: someAssets }));
const document = JSON.parse(files.get(OPEN_API) ?? '');
const ajv = addFormats.default(new Ajv2020({ strict: false }));
for (const [name, schema] of Object.entries(document.components.schemas)) {
  // Within the document a shape has no address of its own.
  ajv.addSchema({ ...(schema as object), $id: name });
}

/** What the build writes beside the site. */
const BESIDE = 'snapshot/manifest.json';

const answers = ANSWERS.flatMap((group) => group.answers).map((answer) => ({
  ...answer,
  file: pathWith(answer.path, aSite()),
}));

describe.each(answers)('/$path', ({ path, says, type, body, file }) => {
  it('is there, in the shape that it says', () => {
    expect(file === BESIDE || files.has(file), file).toBe(true);
    if (!body || file === BESIDE) return;
    const validate = ajv.getSchema(body.name);
    expect(validate?.(JSON.parse(files.get(file) ?? '')), JSON.stringify(validate?.errors)).toBe(true);
    expect(validate?.({ hello: 'world' })).toBe(false);
  });

  it('is in the document and on the page, with where it leads', () => {
    const { get } = document.paths[`/${path}`];
    expect(get.summary).toBe(says);
    expect(Object.keys(get.responses[200].content)).toEqual([type]);
    expect(get.parameters.map(({ name }: { name: string }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    expect(get.parameters.every(({ description }: { description?: string }) => description)).toBe(true);
    const page = files.get(`${REFERENCE_PAGE}index.html`) ?? '';
    expect(page).toContain(`<a href="../../${file}"><code>/${path}</code></a>`);
  });
});

it('names this site as its server, wherever that lies', () => {
  const at = 'https://host.example/some/path/';
  expect(new URL(document.servers[0].url, at + OPEN_API).href).toBe(at);
});
