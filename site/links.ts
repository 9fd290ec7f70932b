/** Turns a path from the site's root (`server/a/b/`) into a link that works from the page it stands on. */
export type To = (path: string) => string;

/**
 * Links for the page at `path`. They are relative, so that the built folder works at any address.
 * `base` is for the one page that is served at addresses of any depth, `404.html`: its links begin at the host's root.
 */
export function linksFrom(path: string, base?: string): To {
  const root = base ?? ('../'.repeat(path.split('/').length - 1) || './');
  return (target) => (target === '' ? root : root === './' && !target.startsWith('?') ? target : root + target);
}

/** The page that tells of every client. */
export const CLIENTS_PAGE = 'guide/clients/';

/** A publisher's URL when it is one that a page may link to: http(s), nothing else. Else null. */
export function safeUrl(text: string | undefined): string | null {
  if (!text || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

/** The page of one file of a repository at a commit, on hosts whose addresses we know. Else null. */
export function fileAt(repository: string, commit: string | null, path: string): string | null {
  const url = safeUrl(repository.replace(/\.git$/, ''));
  if (!url || !commit) return null;
  const { hostname } = new URL(url);
  const folder = { 'github.com': 'blob', 'gitlab.com': '-/blob', 'codeberg.org': 'src/commit' }[hostname];
  return folder
    ? `${url.replace(/\/$/, '')}/${folder}/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`
    : null;
}
