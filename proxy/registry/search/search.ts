import type { Endpoint } from '../endpoint.ts';
import { EXTENSION_PATH, expectThisRegistry } from '../extension-path.ts';
import { readSearchQuery } from './search-query.ts';

/** A ranked search over names, titles, descriptions, tools and tags, with facets. */
export const search: Endpoint = {
  path: `${EXTENSION_PATH}/search`,
  only: 'v0.1',
  methods: {
    GET: async (asked) => {
      expectThisRegistry(asked);
      const query = readSearchQuery(asked.query);
      return (await asked.extensions.search.of(asked.snapshot)).answer(query);
    },
  },
};
