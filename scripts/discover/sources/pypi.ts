import { isObject } from '../../../catalog/json/json.ts';
import { PUBLIC_BASES } from '../../../catalog/packages/bases.ts';
import { PYPI_NAME } from '../../../catalog/packages/pypi.ts';
import type { Find } from '../find.ts';
import type { Got } from '../polite/polite-fetch.ts';
import type { Around, Source } from '../source.ts';
import { lookUp } from './packages/look-up.ts';
import { plainName, serversIn } from './pypi/project.ts';

/**
 * Packages of PyPI, which has no search: those that other sources or the settings name, and when the settings say so, new
 * ones that are called after MCP.
 */
export const pypi: Source = {
  name: 'pypi',
  reach: 'far',
  isLast: true,
  async *find(around) {
    const { settings, others, since } = around;
    const base = settings.pypi.url.replace(/\/+$/, '');
    const isOperators = base !== PUBLIC_BASES.pypi;
    // Whoever names them says that they are servers.
    const named = new Set([...settings.pypi.packages, ...others.flatMap(packagesIn)].filter(isName).map(plainName));
    const fresh = settings.pypi.newest ? await newest(around, { base, isOperators }) : [];
    const names = [...new Set([...named, ...fresh])];
    const looked = lookUp(around, {
      wanted: names.map((name) => ({ name, version: null })),
      addressOf: (name) => `${base}/pypi/${name}/json`,
      isOperators,
      read: (name, got) => serversIn(json(got), name, { isServer: named.has(name) }),
    });
    for await (const { changedAt, ...said } of looked) {
      const isOlder = since !== null && changedAt !== undefined && Date.parse(changedAt) <= since.getTime();
      if (!isOlder) yield { source: 'pypi', ...said };
    }
  },
};

/** The packages of PyPI that a find names, in any dialect. */
function packagesIn({ server }: Find): string[] {
  const packages: unknown[] = Array.isArray(server.packages) ? server.packages : [];
  return packages.flatMap((each) => {
    if (!isObject(each) || (each.registryType ?? each.registry_type ?? each.registry_name) !== 'pypi') return [];
    const name = each.identifier ?? each.name;
    return typeof name === 'string' ? [name] : [];
  });
}

function isName(name: string): boolean {
  return name.length <= 200 && PYPI_NAME.test(name);
}

/** The feeds of PyPI: the newest 40 packages, the newest 100 versions (https://docs.pypi.org/api/feeds/). */
const FEEDS = ['packages', 'updates'];

/** New packages whose names speak of MCP: no other is asked for. */
async function newest(
  { get, fault, signal }: Around,
  { base, isOperators }: { base: string; isOperators: boolean },
): Promise<string[]> {
  const names: string[] = [];
  for (const feed of FEEDS) {
    const url = `${base}/rss/${feed}.xml`;
    try {
      const { status, body } = await get(url, { isOperators });
      if (status !== 200) throw new Error(`it answers with ${status}`);
      for (const [, name = ''] of body.toString('utf8').matchAll(LINK)) names.push(plainName(name));
    } catch (error) {
      signal.throwIfAborted();
      fault(url, error);
    }
  }
  return names.filter((name) => /(^|-)mcp(-|$)/.test(name));
}

const LINK =
  /<link>\s{0,20}https?:\/\/[^<\s]{1,200}\/project\/([A-Za-z0-9][A-Za-z0-9._-]{0,198})\/[^<]{0,200}<\/link>/g;

function json({ body }: Got): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
