import { equal, match, ok } from 'node:assert/strict';
import { installFastApi, serveFastApi } from '../test-rest/fastapi.ts';
import type { Check } from './check.ts';
import { eventually, startTestProxy } from './proxy.ts';

/** A real FastAPI service, by its address alone. */
export const openapiChecks: Check[] = [
  {
    name: 'openapi: a FastAPI service is a service by its title, goes on when it was down, and may come later',
    run: async () => {
      const version = await installFastApi();
      await using fastApi = await serveFastApi();
      await fastApi.stop();
      await using proxy = await startTestProxy({ sources: { openapi: [fastApi.url] } });
      match((await proxy.source('openapi'))?.error ?? '', /ECONNREFUSED/);
      await fastApi.start();
      const find = () => proxy.call('library', 'find_books_books_get');
      await eventually(async () => equal((await find()).status, 200));
      equal((await proxy.service('library'))?.inCatalog, false);
      await fastApi.stop();
      await eventually(async () => equal((await proxy.source('openapi'))?.ok, false));
      const waiting = find();
      await fastApi.start();
      equal((await waiting).status, 200);
      await eventually(async () => ok((await proxy.source('openapi'))?.ok));
      return version;
    },
  },
];
