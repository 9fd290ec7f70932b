import * as z from 'zod';
import type { Site } from '../../site.ts';
import type { FileMaker } from '../file-maker.ts';
import { type Answer, PARTS } from './answer.ts';
import { ANSWERS } from './answers.ts';

/** Where the API's page lies, and its OpenAPI document beside it, from the site's root. (`/openapi.json` is the proxy's.) */
export const REFERENCE_PAGE = 'guide/reference/';
export const OPEN_API = `${REFERENCE_PAGE}openapi.json`;

/** The OpenAPI document of what a host of files answers. Its server is the site itself, wherever that lies. */
export const openApi: FileMaker = (site) => [[OPEN_API, `${JSON.stringify(documentOf(site))}\n`]];

function documentOf(site: Site) {
  const { title, description } = site.snapshot.registry;
  return {
    openapi: '3.1.0',
    info: { title: `${title}, as files`, version: '1.0.0', description },
    servers: [{ url: '../..', description: 'This site' }],
    tags: ANSWERS.map(({ title: name, says }) => ({ name, description: says })),
    paths: Object.fromEntries(
      ANSWERS.flatMap(({ title: tag, answers }) =>
        answers.map((answer) => [`/${answer.path}`, { get: operationOf(answer, tag, site) }]),
      ),
    ),
    components: { schemas: schemas() },
  };
}

function operationOf({ path, says, type, body }: Answer, tag: string, site: Site) {
  const schema = body ? { schema: { $ref: `#/components/schemas/${body.name}` } } : {};
  return {
    tags: [tag],
    summary: says,
    parameters: partsOf(path).map((name) => ({
      ...{ name, in: 'path', required: true, schema: { type: 'string' } },
      ...{ description: PARTS[name]?.says, example: exampleOf(name, site) },
    })),
    responses: {
      200: { description: says, content: { [type]: schema } },
      404: { description: 'There is none; what a host of files shows then is its own' },
    },
  };
}

/** The names of what is different from file to file, in their order. */
export function partsOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** What a reader may ask with: a server that is here, so that there is an answer. */
export function exampleOf(part: string, { cards }: Pick<Site, 'cards'>): string {
  const example = PARTS[part]?.example ?? '';
  const server = cards[0]?.id;
  if (server === undefined) return example;
  const [namespace = '', name = ''] = server.split('/');
  return { serverName: server, namespace, name }[part] ?? example;
}

function schemas(): Record<string, unknown> {
  const bodies = ANSWERS.flatMap(({ answers }) => answers.flatMap(({ body }) => body ?? []));
  return Object.fromEntries(
    bodies.map(({ name, shape }) => {
      const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io: 'output' });
      return [name, schema];
    }),
  );
}
