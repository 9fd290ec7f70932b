/** Where the code is, as server.json says it. */
export interface Repository {
  url: string;
  source: 'github' | 'gitlab';
}

/**
 * The page of a repository, of the ways in which projects write its address: `github:acme/weather`, `acme/weather`,
 * `git+ssh://git@github.com/acme/weather.git`, `git@github.com:acme/weather`. Null where it is not on GitHub or GitLab.
 */
export function repositoryOf(address: string | undefined): Repository | null {
  const [, host, path] =
    /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/\s]*@)?(?:www\.)?(github|gitlab)\.com(?::\d+)?\/(.+)$/.exec(
      address ?? '',
    ) ??
    /^[^@/\s]+@(github|gitlab)\.com:(.+)$/.exec(address ?? '') ??
    /^(github|gitlab):(.+)$/.exec(address ?? '') ??
    (/^[\w.-]+\/[\w.-]+$/.test(address ?? '') ? ['', 'github', address] : []);
  const [, owner, name] = /^([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:[/#?].*)?$/.exec(path ?? '') ?? [];
  if ((host !== 'github' && host !== 'gitlab') || !owner || !name) return null;
  return { url: `https://${host}.com/${owner}/${name}`, source: host };
}
