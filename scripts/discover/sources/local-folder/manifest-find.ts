import { basename } from 'node:path';
import type { Package } from '../../../../catalog/server-json.ts';
import type { LocalServer } from '../../../../proxy/services/sources/folders/npm-package.ts';
import { slugOf } from '../../../../proxy/services/sources/slug.ts';
import { nameOfLocal, nameOfPackage } from '../../derived-name.ts';
import type { Find } from '../../find.ts';
import { repositoryOf } from '../client-config/described-server.ts';
import { firstParagraph, nameInReadme } from './readme.ts';

type Described = Pick<Find, 'server' | 'nameOrigin' | 'evidence' | 'isLocal' | 'flags'>;

/**
 * The server whose code lies in a folder, as its manifest and its README describe it; null where neither does. It stays local
 * unless the manifest looks like that of a published package.
 */
export function manifestFind(folder: string, local: LocalServer | null, readme: string): Described | null {
  const { version, description, published } = local ?? {};
  const name = local?.name ?? nameInReadme(readme);
  if (!local && name === undefined) return null;
  const derived = published
    ? nameOfPackage(published.registryType, published.identifier)
    : nameOfLocal(slugOf(basename(folder)));
  const said = description?.trim() || firstParagraph(readme);
  const server = {
    name: name ?? derived,
    ...(said === undefined ? {} : { description: said }),
    ...(version === undefined ? {} : { version }),
    ...(published?.homepage === undefined ? {} : { websiteUrl: published.homepage }),
    ...withSubfolder(repositoryOf(published?.repository), published?.subfolder),
    ...(published ? { packages: [packageOf(published, version)] } : {}),
  };
  const flags: Find['flags'] =
    published && !published.hasLicence
      ? [{ code: 'licence-missing', pointer: '', message: 'Its manifest names no licence' }]
      : [];
  return {
    server,
    ...(name === undefined
      ? { nameOrigin: 'derived', evidence: 'guessed' }
      : { nameOrigin: 'publisher', evidence: 'claimed' }),
    ...(published ? {} : { isLocal: true }),
    ...(flags.length > 0 ? { flags } : {}),
  };
}

function packageOf(
  { registryType, identifier }: { registryType: string; identifier: string },
  version: string | undefined,
): Package {
  return { registryType, identifier, ...(version === undefined ? {} : { version }), transport: { type: 'stdio' } };
}

function withSubfolder(found: ReturnType<typeof repositoryOf>, subfolder: string | undefined) {
  const clean = subfolder?.replace(/^\.\/|\/$/g, '');
  if (
    !found.repository ||
    clean === undefined ||
    !/^[\w.-]+(\/[\w.-]+)*$/.test(clean) ||
    /(^|\/)\.\.?(\/|$)/.test(clean)
  )
    return found;
  return { repository: { ...found.repository, subfolder: clean } };
}
