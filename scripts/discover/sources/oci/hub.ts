import * as z from 'zod';
import type { Around } from '../../source.ts';
import { newestTag, type Tag } from './newest-tag.ts';

/** A repository of Docker Hub. https://docs.docker.com/reference/api/hub/latest/ */
const HubRepository = z.object({
  name: z.string().regex(/^[a-z0-9._-]{1,255}$/),
  description: z.string().nullish(),
  last_updated: z.string().nullish(),
  is_private: z.boolean().nullish(),
});
export type HubRepository = z.infer<typeof HubRepository>;

const Page = z.looseObject({ next: z.string().nullish(), results: z.array(z.unknown()) });
const HubTag = z.object({
  name: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/),
  digest: z
    .string()
    .regex(/^sha256:[a-f0-9]{64}$/)
    .nullish(),
});

const PAGE_SIZE = 100;

/** What Docker Hub says of a namespace. */
export class Hub {
  readonly #base: string;
  readonly #get: Around['get'];

  constructor(base: string, get: Around['get']) {
    this.#base = base.replace(/\/+$/, '');
    this.#get = get;
  }

  /** Its public repositories, page by page. */
  async *repositories(namespace: string): AsyncGenerator<HubRepository> {
    for (let page = 1; ; page += 1) {
      const path = `/v2/namespaces/${encodeURIComponent(namespace)}/repositories?page_size=${PAGE_SIZE}&page=${page}`;
      const { next, results } = await this.#page(path);
      for (const { data } of results.map((each) => HubRepository.safeParse(each)))
        if (data && !data.is_private) yield data;
      if (typeof next !== 'string' || next === '' || results.length === 0) return;
    }
  }

  /** The tag that stands for a repository, of its hundred newest; null where it has none. */
  async newestTag(namespace: string, name: string): Promise<Tag | null> {
    const at = `/v2/namespaces/${encodeURIComponent(namespace)}/repositories/${encodeURIComponent(name)}`;
    const { results } = await this.#page(`${at}/tags?page_size=${PAGE_SIZE}`);
    const tags = results.flatMap((each) => HubTag.safeParse(each).data ?? []);
    return newestTag(tags.map((tag) => ({ name: tag.name, digest: tag.digest ?? undefined })));
  }

  async #page(path: string): Promise<z.infer<typeof Page>> {
    const { status, body } = await this.#get(`${this.#base}${path}`, { isOperators: true, isKept: false });
    if (status === 404) throw new Error('Docker Hub has no such namespace or repository');
    if (status !== 200) throw new Error(`Docker Hub answers with ${status}`);
    return Page.parse(JSON.parse(body.toString('utf8')));
  }
}
