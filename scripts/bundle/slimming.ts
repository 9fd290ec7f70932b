import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const UNDICI = dirname(fileURLToPath(import.meta.resolve('undici')));

/**
 * Leaves out of a bundle what no program of ours can come to, and what esbuild cannot tell, since it stands in a package's
 * own index: a third of all. Whatever else is imported of these packages fails the build.
 */
export const slimming: Plugin = {
  name: 'slimming',
  setup({ onResolve, onLoad }) {
    // undici's index loads all of fetch, caches and mocks.
    onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'slim' }));
    onLoad({ filter: /^undici$/, namespace: 'slim' }, () => ({ contents: UNDICI_PARTS, resolveDir: UNDICI }));
    // Zod speaks fifty languages, and we English.
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
      contents: `export { default as en } from './en.js';`,
      resolveDir: dirname(path),
    }));
  },
};

const UNDICI_PARTS = `
import Dispatcher from './lib/dispatcher/dispatcher.js';
import api from './lib/api/index.js';
import redirect from './lib/interceptor/redirect.js';
Object.assign(Dispatcher.prototype, api);
export { default as Agent } from './lib/dispatcher/agent.js';
export { default as Client } from './lib/dispatcher/client.js';
export { default as Pool } from './lib/dispatcher/pool.js';
export const interceptors = { redirect };
`;
