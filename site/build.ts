import { ownBytes } from '../catalog/own-bytes.ts';
import type { Snapshot } from '../catalog/snapshot/snapshot.ts';
import type { StatusSummary } from '../catalog/status/status.ts';
import { isProxyPath, siteAddress } from '../catalog/urls.ts';
import { FILES } from './api/index.ts';
import { sitemapFiles } from './api/sitemap.ts';
import { frameKey, renderDocument } from './components/document.tsx';
import { type MadeFile, type MadePart, textOf } from './made-file.ts';
import { onceFor } from './once-for.ts';
import { PAGES } from './pages/index.ts';
import { serverPart } from './server-files.ts';
import { type Assets, type Page, type Site, siteOf } from './site.ts';

export interface SiteOptions {
  assets: Assets;
  /** Where the site's root will lie on its host. Only `404.html`, which answers at any depth, needs to know. */
  base?: string;
  /** The texts of the guide (`guide/chapters.ts`), by their path in the repository. Left out: the site has no guide. */
  guide?: Site['guide'];
  /** From how many servers on pages are lean; see `Site`. */
  leanFrom?: number;
}

/**
 * The whole site, a file at a time: its path from the root (`server/acme/mail/index.html`), and its content. Pure: equal
 * input gives equal bytes.
 * The files that `assets` names, `favicon.svg`, `snapshot/`, and the store of statuses (`status/runs.json`, `status/shards/`)
 * are written beside it by whoever builds.
 */
export function* buildSite(snapshot: Snapshot, options: SiteOptions): Generator<[path: string, content: string]> {
  for (const part of siteParts(snapshot, options)) for (const file of part.files()) yield [file[0], textOf(file)];
}

/** The same, for who remembers earlier builds: nothing is made that is not asked for. */
export function* siteParts(snapshot: Snapshot, options: SiteOptions): Generator<MadePart> {
  const site = siteOf(snapshot, options.assets, options);
  const frame = frameKey(site);
  const cards = new Map(site.cards.map((card) => [card.id, card]));
  for (const entry of snapshot.entries) {
    const part = serverPart(entry, site, { frame, card: cards.get(entry.name) ?? null });
    yield { ...part, files: () => [...part.files()].map(ours) };
  }
  for (const file of otherFiles(site, frame, options)) {
    const [name, , from] = ours(file);
    yield { name, from, files: () => [file] };
  }
}

function* otherFiles(site: Site, frame: string, { base }: SiteOptions): Generator<MadeFile> {
  const { snapshot } = site;
  const home = base ?? new URL(snapshot.registry.siteUrl).pathname;
  const paths: string[] = [];
  for (const pages of PAGES)
    for (const page of pages(site)) {
      paths.push(page.path);
      yield pageFile(page, site, { frame, ...(page.path === '404.html' ? { base: home } : {}) });
    }
  yield ['status/summary.json', summariesOf(snapshot)];
  for (const make of FILES) yield* make(site);
  yield* sitemapFiles(site, paths);
  yield ['robots.txt', `User-agent: *\nAllow: /\nSitemap: ${siteAddress(snapshot.registry.siteUrl, 'sitemap.xml')}\n`];
}

function pageFile(page: Page, site: Site, { frame, base }: { frame: string; base?: string }): MadeFile {
  const render = () => renderDocument(page, site, base);
  return page.from ? [page.path, render, [frame, page.title, page.description, ...page.from]] : [page.path, render];
}

/**
 * Names come from folders, and rules keep them plain; should one ever not be, no file may land elsewhere. Where the proxy
 * answers there is none, save what it answers in the same words.
 */
function ours(file: MadeFile): MadeFile {
  const [path] = file;
  const plain = /^[\w.@+-]+(\/[\w.@+-]+)*$/.test(path) && !/(^|\/)\.{1,2}(\/|$)/.test(path);
  const isTwin = path.startsWith('v0.1/');
  if (!plain || (isProxyPath(`/${path}`) && !isTwin))
    throw new Error(`The site must not write ${JSON.stringify(path)}`);
  return file;
}

/** `StatusSummaries` as JSON, of which what is said of a server is written once. */
function summariesOf({ at, entries }: Snapshot): Buffer[] {
  const statuses = entries.flatMap(({ status }) => (status ? [statusJson(status)] : []));
  const [first = Buffer.of(), ...others] = statuses;
  const head = Buffer.from(`{"schemaVersion":1,"at":${JSON.stringify(at)},"statuses":[`);
  return [head, first.subarray(1), ...others, Buffer.from(']}\n')];
}

/** What is said of a server, behind a comma. */
const statusJson = onceFor((status: StatusSummary) => ownBytes(`,${JSON.stringify(status)}`));
