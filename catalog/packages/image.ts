/** Where an image is. */
export interface Image {
  /** The host whose name the image carries. */
  registry: string;
  /** Where that registry's distribution API is. */
  api: string;
  repository: string;
  /** A tag, or a digest, which counts when both are given. */
  reference: string;
}

/** What `docker pull` makes of a reference: without a host it is Docker Hub's, without a tag it is `latest`. Null: none. */
export function imageOf(identifier: string): Image | null {
  const [, name = '', tag, digest] =
    /^([^@]+?)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$/.exec(identifier) ?? [];
  const [first = '', ...rest] = name.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const registry = hasHost ? first.toLowerCase() : 'docker.io';
  const path = hasHost ? rest : [first, ...rest];
  const isHub = registry === 'docker.io' || registry === 'index.docker.io';
  const repository = isHub && path.length === 1 ? `library/${path[0]}` : path.join('/');
  const isRepository = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/.test(
    repository,
  );
  const api = `https://${isHub ? 'registry-1.docker.io' : registry}`;
  if (!isRepository || !URL.canParse(api)) return null;
  return { registry: isHub ? 'docker.io' : registry, api, repository, reference: digest ?? tag ?? 'latest' };
}
