import { lastOf } from '../catalog/last-of.ts';

/** Turns a path from the site's root (`server/a/b/`) into a link that works from the page it stands on. */
export type To = (path: string) => string;

/**
 * Links for the page at `path`. They are relative, so that the built folder works at any address.
 * `base` is for the one page that is served at addresses of any depth, `404.html`: its links begin at the host's root.
 */
export function linksFrom(path: string, base?: string): To {
  const root = base ?? ('../'.repeat(path.split('/').length - 1) || './');
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return (target) => {
    if (target === '') return root;
    if (root === './' && !target.startsWith('?')) return target;
    const isBeside = base === undefined && target.startsWith(folder) && target.length > folder.length;
    return isBeside ? target.slice(folder.length) : root + target;
  };
}

/** The page that tells of every client. */
export const CLIENTS_PAGE = 'guide/clients/';

/** Where a tool of a server can be tried. */
export function playgroundPath(server: string, tool: string): string {
  return `playground/?${new URLSearchParams({ server, tool })}`;
}

/** A publisher's URL when it is one that a page may link to: http(s), nothing else. Else null. */
export function safeUrl(text: string | undefined): string | null {
  if (!text || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

/** The page of one file of a repository at a commit, on hosts whose addresses we know. Else null. */
export function fileAt(repository: string, commit: string | null, path: string): string | null {
  return pageAt(repository, commit, path, {
    'github.com': 'blob',
    'gitlab.com': '-/blob',
    'codeberg.org': 'src/commit',
  });
}

/** The page of all changes of one file up to a commit, with their diffs. */
export function historyAt(repository: string, commit: string | null, path: string): string | null {
  return pageAt(repository, commit, path, {
    'github.com': 'commits',
    'gitlab.com': '-/commits',
    'codeberg.org': 'commits/commit',
  });
}

/** Where one proposes a change of a file: on the branch that the host calls its default. */
export function editAt(repository: string, path: string): string | null {
  return pageAt(repository, 'HEAD', path, { 'github.com': 'edit', 'gitlab.com': '-/edit' });
}

/** Where one reports something about a server: the registry's form with the server filled in, or its contact. */
export function reportAt(
  { repository, contact }: { repository: string; contact: string },
  name: string,
  version: string,
): string | null {
  const { url, host } = hostedAt(repository);
  if (!url || host !== 'github.com') return safeUrl(contact);
  const query = new URLSearchParams({
    template: 'report-a-server.yml',
    title: `Report: ${name}`,
    server: name,
    version,
  });
  return `${url}/issues/new?${query}`;
}

function pageAt(
  repository: string,
  commit: string | null,
  path: string,
  folders: Record<string, string>,
): string | null {
  const { url, host } = hostedAt(repository);
  const folder = folders[host];
  return url && commit && folder
    ? `${url}/${folder}/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`
    : null;
}

/** Where a repository is shown, without a slash at its end, and on which host; none where that is no page. */
const hostedAt = lastOf((repository): { url: string | null; host: string } => {
  const url = safeUrl(repository.replace(/\.git$/, ''));
  return { url: url?.replace(/\/$/, '') ?? null, host: url ? new URL(url).hostname : '' };
});
