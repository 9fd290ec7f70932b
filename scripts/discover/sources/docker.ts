import * as z from 'zod';
import { imageOf } from '../../../catalog/packages/image.ts';
import { isPrivateHost } from '../../../catalog/rules/private-host.ts';
import type { Package } from '../../../catalog/server-json.ts';
import { Container, nameOf } from '../../../proxy/services/sources/docker/container.ts';
import { DockerEngine } from '../../../proxy/services/sources/docker/engine.ts';
import { Image } from '../../../proxy/services/sources/docker/image.ts';
import { SERVER_NAME_LABEL } from '../../../proxy/services/sources/docker/labels.ts';
import { slugOf } from '../../../proxy/services/sources/slug.ts';
import { nameOfLocal, nameOfPackage } from '../derived-name.ts';
import type { Find } from '../find.ts';
import type { Source } from '../source.ts';
import { repositoryOf } from './client-config/described-server.ts';

/**
 * Containers and images of a Docker engine that say by labels that they are MCP servers. Only lists are asked for: what is in
 * an image's or a container's variables is never read.
 */
export const docker: Source = {
  name: 'docker',
  reach: 'near',
  async *find({ config: { sources }, env, signal, now }) {
    const { docker: where, limits } = sources;
    const socket = where?.socket ?? /^unix:\/\/(.+)$/.exec(env.DOCKER_HOST ?? '')?.[1] ?? '/var/run/docker.sock';
    await using engine = new DockerEngine(socket, limits);
    const images = new Map<string, z.infer<typeof Image>>();
    const list = (path: string, label: string) => engine.get(path, { filters: { label: [label] } }, signal);
    try {
      for (const label of [SERVER_NAME_LABEL, 'mcp.transport', 'mcp.port'])
        for (const image of z.array(Image).parse(await list('/images/json', label))) images.set(image.Id, image);
    } catch (error) {
      // Nobody said that there is an engine.
      if (!where && isAbsent(error)) return;
      throw error;
    }
    const at = now().toISOString();
    const seen = new Set<string>();
    for (const label of [SERVER_NAME_LABEL, 'mcp.port']) {
      for (const container of z.array(Container).parse(await list('/containers/json', label))) {
        if (seen.has(container.Id)) continue;
        seen.add(container.Id);
        const image = images.get(container.ImageID ?? '');
        seen.add(image?.Id ?? '');
        const name = nameOf(container);
        yield { source: 'docker', where: `container ${name}`, at, ...described(container.Labels ?? {}, image, name) };
      }
    }
    const tagged = [...images.values()].flatMap((image) => {
      const [tag] = (image.RepoTags ?? []).filter((each) => each !== '<none>:<none>').sort();
      return tag === undefined || seen.has(image.Id) ? [] : [{ image, tag }];
    });
    for (const { image, tag } of tagged.sort((a, b) => (a.tag < b.tag ? -1 : 1))) {
      yield {
        source: 'docker',
        where: `image ${tag}`,
        at,
        ...described(image.Labels ?? {}, image, tag.split('/').at(-1)?.split(':')[0] ?? tag),
      };
    }
  },
};

function isAbsent(error: unknown): boolean {
  const { data } = z
    .object({ code: z.enum(['ENOENT', 'EACCES', 'ECONNREFUSED', 'EPERM', 'ENOTSOCK']) })
    .safeParse(error);
  return data !== undefined;
}

const FULL_NAME = /^[a-zA-Z0-9][a-zA-Z0-9.-]*\/[a-zA-Z0-9][a-zA-Z0-9._-]*$/;

/** What labels say, and the package that the image is where others can get it. */
function described(
  labels: Record<string, string>,
  image: z.infer<typeof Image> | undefined,
  otherwise: string,
): Omit<Find, 'source' | 'where' | 'at'> {
  const tag = image && sharedTag(image);
  const transport = transportOf(labels);
  const pkg: Package | undefined =
    tag === undefined || !transport ? undefined : { registryType: 'oci', identifier: tag, transport };
  const said = labels[SERVER_NAME_LABEL] || labels['mcp.name'] || '';
  const isNamed = FULL_NAME.test(said);
  const derived = pkg
    ? nameOfPackage('oci', pkg.identifier)
    : nameOfLocal(slugOf(said || labels['com.docker.compose.service'] || otherwise));
  const text = (label: string) => labels[`org.opencontainers.image.${label}`]?.trim() || undefined;
  const [title, description, version, url] = ['title', 'description', 'version', 'url'].map(text);
  const isUnpinned = pkg && /:latest$/.test(pkg.identifier);
  return {
    server: {
      name: isNamed ? said : derived,
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(version === undefined ? {} : { version }),
      ...(url === undefined ? {} : { websiteUrl: url }),
      ...repositoryOf(text('source')),
      ...(pkg ? { packages: [pkg] } : {}),
    },
    ...(isNamed ? { nameOrigin: 'publisher', evidence: 'claimed' } : { nameOrigin: 'derived', evidence: 'guessed' }),
    ...(pkg ? {} : { isLocal: true }),
    ...(isUnpinned
      ? { flags: [{ code: 'version-unpinned', pointer: '/packages/0/identifier', message: 'Its tag is "latest"' }] }
      : {}),
  };
}

/** The image's name where others can get it: it was pulled from there or pushed to there, and there is no private network. */
function sharedTag({ RepoTags, RepoDigests }: z.infer<typeof Image>): string | undefined {
  const repositories = new Set((RepoDigests ?? []).map((digest) => digest.split('@', 1)[0]));
  return (RepoTags ?? [])
    .filter((tag) => {
      const registry = imageOf(tag)?.registry;
      return (
        repositories.has(tag.replace(/:[^/:]*$/, '')) &&
        registry !== undefined &&
        !isPrivateHost(registry.replace(/:\d+$/, ''))
      );
    })
    .sort()[0];
}

/** How whoever runs the image speaks to it; null where a server.json has no word for that. */
function transportOf(labels: Record<string, string>): Package['transport'] | null {
  const { 'mcp.port': port, 'mcp.path': path = '' } = labels;
  const type = labels['mcp.transport'] ?? (port === undefined ? 'stdio' : 'streamable-http');
  if (type === 'stdio') return { type };
  if ((type !== 'streamable-http' && type !== 'sse') || !/^\d{1,5}$/.test(port ?? '')) return null;
  const below = /^\/[\w./-]*$/.test(path) ? path : type === 'sse' ? '/sse' : '/mcp';
  return { type, url: `http://localhost:${port}${below}` };
}
