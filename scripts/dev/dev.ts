import { isAbsolute, relative, resolve, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer, type ViteDevServer } from 'vite';
import { CHAPTERS } from '../../site/guide/chapters.ts';
import type { build } from '../build/build.ts';
import type { Bundle } from '../build/bundle/bundle.ts';
import { folderListener, listenLocally } from '../build/serve-folder.ts';
import { ROOT, UserError } from '../command.ts';
import { Reloads, withReload } from './reloads.ts';

interface DevOptions {
  catalog: string;
  status: string;
  /** 0: any that is free. */
  port: number;
  /** Where the site is built. */
  out: string;
  /** Hears of each build: what was saved before it, how many files it wrote, or why it came to nothing. */
  tell: (built: { files: number; ms: number; fault: string | null; changed: string[] }) => void;
}

/** What the build stands on, beside catalog and statuses: its code, and the texts of the guide, which lie in many folders. */
const CODE = ['site', 'catalog', 'scripts/build'].map((folder) => resolve(ROOT, folder));
const TEXTS = new Set(CHAPTERS.map(({ file }) => resolve(ROOT, file)));
/** What builds write, and what git does. */
const NOT_WATCHED = ['.cache', 'dist', '.git'].map((folder) => resolve(ROOT, folder));
/**
 * An editor saves a file in several steps, and several files at once. Longer than the 50 ms in which Vite's watcher tells of a file
 * only once: what it does not tell of is on disk by then.
 */
const SETTLE_MS = 60;

type Build = typeof build;

/**
 * The site of a catalog on this machine, built anew when something that it stands on is saved; open pages reload then. Code is
 * loaded through Vite, which reads again what was saved and whatever stands on it, and nothing else.
 */
export async function startDev({ catalog, status, port, out, tell }: DevOptions) {
  const vite = await createServer({
    ...{ configFile: false, root: ROOT, appType: 'custom', logLevel: 'silent', clearScreen: false },
    optimizeDeps: { noDiscovery: true },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' }, target: 'node20.19' },
    server: {
      middlewareMode: true,
      ws: false,
      watch: { ignored: (path) => NOT_WATCHED.some((folder) => isIn(folder, path)) },
    },
  });
  const [data, reloads] = [[resolve(catalog), resolve(status)], new Reloads()];
  vite.watcher.add(data.filter((folder) => !isIn(ROOT, folder)));
  const changed = new Set<string>();
  let kept: Awaited<ReturnType<Build>>['kept'] | undefined;
  let building: Promise<void> = Promise.resolve();

  const rebuild = async () => {
    await delay(SETTLE_MS);
    if (changed.size === 0 && kept) return;
    const begun = performance.now();
    const saved = [...changed];
    changed.clear();
    // A build that was under way may have read a file between two steps of its saving.
    for (const path of saved) vite.environments.ssr.moduleGraph.onFileChange(path);
    // All that is made of other things stays as it is while only entries change.
    if (!saved.every((path) => data.some((folder) => isIn(folder, path)) && !TEXTS.has(path))) kept = undefined;
    try {
      const { build, bundle } = await loadBuild(vite);
      const built = await build({ catalog, status, out, base: '/', bundle, remember: true, ...(kept ? { kept } : {}) });
      kept = built.kept;
      reloads.built(built.written > 0 || saved.length === 0);
      tell({ files: built.written, ms: Math.round(performance.now() - begun), fault: null, changed: saved });
    } catch (error) {
      const fault = wordsOf(error, vite);
      reloads.failed(fault);
      tell({ files: 0, ms: Math.round(performance.now() - begun), fault, changed: saved });
    }
  };
  const enqueue = () => {
    building = building.then(rebuild);
  };
  vite.watcher.on('all', (_event, path) => {
    const isPart = [...data, ...CODE].some((folder) => isIn(folder, path)) && !/\.test\.tsx?$/.test(path);
    if (!isPart && !TEXTS.has(path)) return;
    changed.add(path);
    enqueue();
  });
  enqueue();
  await building;
  const files = folderListener(out, '/', withReload);
  const server = await listenLocally(
    (request, response) => reloads.answer(request, response) || files(request, response),
    '/',
    port,
  );
  return {
    url: server.url,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([vite.close(), server.close(), building]);
    },
  };
}

/** The bundler is run in this process, which has loaded it anyway. */
async function loadBuild(vite: ViteDevServer): Promise<{ build: Build; bundle: Bundle }> {
  const { bundle } = await vite.ssrLoadModule('/scripts/build/bundle/bundle.ts');
  const { build } = await vite.ssrLoadModule('/scripts/build/build.ts');
  return { build, bundle };
}

function isIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** For who made the fault: a fault of the catalog in its own words, any other with its place. */
function wordsOf(error: unknown, vite: ViteDevServer): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UserError || error.name === 'UserError') return error.message;
  vite.ssrFixStacktrace(error);
  return error.stack ?? error.message;
}
