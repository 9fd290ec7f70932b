import { type RegistryBase, registryBases } from '../../../catalog/packages/bases.ts';
import { EnoughAsked, type Got } from '../polite/polite-fetch.ts';
import type { Around, Source } from '../source.ts';
import { serverIn } from './npm/manifest.ts';
import { type Hit, searchNpm } from './npm/search.ts';
import { lookUp } from './packages/look-up.ts';

/**
 * Packages of npm, at the registry that its client here is configured with: those that searches find, judged by their
 * manifests. What is published of them does not name that registry.
 */
export function npmPackages({ base = registryBases().npm }: { base?: () => Promise<RegistryBase> } = {}): Source {
  return {
    name: 'npm',
    reach: 'far',
    async *find(around) {
      const { url, isChosen: isOperators } = await base();
      const asked = unnamed(around, url);
      const hits = await hitsOf(asked, { base: url, isOperators });
      const wanted = hits.filter(({ date }) => isLater(date, around.since));
      const addressOf = (name: string) => `${url}/${name.replace('/', '%2F')}/latest`;
      for await (const { changedAt: _date, ...said } of lookUp(asked, { wanted, addressOf, isOperators, read }))
        yield { source: 'npm', ...said };
    },
  };
}

/** Every package that any of the searches finds, once. */
async function hitsOf(around: Around, at: { base: string; isOperators: boolean }): Promise<Hit[]> {
  const hits = new Map<string, Hit>();
  for (const text of around.settings.npm.searches) {
    try {
      for await (const hit of searchNpm(around, { ...at, text })) if (!hits.has(hit.name)) hits.set(hit.name, hit);
    } catch (error) {
      around.signal.throwIfAborted();
      around.fault(`npm, ${JSON.stringify(text)}`, error);
    }
  }
  return [...hits.values()];
}

/** Of a package without a date nobody can tell. */
function isLater(date: string | null, since: Date | null): boolean {
  const at = Date.parse(date ?? '');
  return since === null || Number.isNaN(at) || at > since.getTime();
}

function read(name: string, { body }: Got) {
  const said = serverIn(json(body), name);
  return said ? [said] : [];
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Which registry npm asks is the operator's own business: what goes wrong there does not name it. */
function unnamed(around: Around, base: string): Around {
  const { host, hostname } = new URL(base);
  const plain = (error: unknown) => {
    const said = error instanceof Error ? error.message : String(error);
    return said
      .replaceAll(base, 'npm’s registry')
      .replaceAll(host, 'npm’s registry')
      .replaceAll(hostname, 'npm’s registry');
  };
  return {
    ...around,
    fault: (where, error) => around.fault(where, plain(error)),
    get: async (url, options) => {
      try {
        return await around.get(url, options);
      } catch (cause) {
        if (cause instanceof EnoughAsked) throw new EnoughAsked(plain(cause), { cause });
        throw new Error(plain(cause), { cause });
      }
    },
  };
}
