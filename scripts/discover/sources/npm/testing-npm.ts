import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistryBase } from '../../../../catalog/packages/bases.ts';
import { ROOT } from '../../../command.ts';
import { packageRegistry } from '../packages/testing-package-registry.ts';

type Manifest = Record<string, unknown> & { name: string; version: string };

/** The manifests of all packages that are installed here, by their names: a few are MCP servers. */
export function installedManifests(): Map<string, Manifest> {
  const modules = join(ROOT, 'node_modules');
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((each) => `${name}/${each}`) : [name],
  );
  const manifests = names.flatMap((name) => manifestIn(join(modules, name, 'package.json')) ?? []);
  return new Map(manifests.map((manifest) => [manifest.name, manifest]));
}

function manifestIn(file: string): Manifest | null {
  try {
    const { version, name, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof name === 'string' && typeof version === 'string' ? { ...rest, name, version } : null;
  } catch {
    return null;
  }
}

/**
 * npm's registry with these packages. Its search looks at whole words of names, descriptions and keywords, or, by
 * `keywords:`, at keywords alone; it finds packages that were taken back, and cuts off what lies deep.
 */
export async function npmRegistry(
  manifests: Map<string, Manifest>,
  { gone = new Set<string>(), dates = new Map<string, string>(), deepest = 5000 } = {},
) {
  const registry = await packageRegistry((url) => {
    if (url.pathname === '/-/v1/search') return { document: search(url.searchParams) };
    const [, name = '', version] = /^\/([^/]+)\/([^/]+)$/.exec(url.pathname) ?? [];
    const manifest = manifests.get(decodeURIComponent(name));
    return manifest && version === 'latest' && !gone.has(manifest.name) ? { document: manifest } : { status: 404 };
  });
  const search = (query: URLSearchParams) => {
    const found = [...manifests.values()].filter((manifest) => isFound(manifest, query.get('text') ?? ''));
    const from = Number(query.get('from') ?? 0);
    const size = Math.min(Number(query.get('size') ?? 20), 250);
    const objects = found.slice(from, Math.min(from + size, deepest)).map(({ name, version, description }) => ({
      package: { name, version, description, date: dates.get(name) ?? '2026-05-01T09:00:00.000Z', links: {} },
      score: { final: 1, detail: {} },
      searchScore: 1,
    }));
    return { objects, total: found.length, time: '2026-11-22T09:37:02.000Z' };
  };
  const base = async (): Promise<RegistryBase> => ({ url: registry.origin, isChosen: true });
  return Object.assign(registry, { base });
}

function isFound({ name, description, keywords }: Manifest, text: string): boolean {
  const words = Array.isArray(keywords) ? keywords.map(String) : [];
  if (text.startsWith('keywords:'))
    return text
      .slice('keywords:'.length)
      .split(',')
      .some((each) => words.includes(each));
  return `${name} ${description} ${words.join(' ')}`
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .includes(text);
}
