import * as z from 'zod';
import { Container, foundContainer, nameOf } from './docker/container.ts';
import { DockerEngine, EngineRefusal } from './docker/engine.ts';
import { foundImage, Image } from './docker/image.ts';
import type { DockerWhere, SourcesConfig } from './settings.ts';
import type { Reading, Source } from './source.ts';

/**
 * Containers and images of a Docker engine, by their labels: `mcp.port` (a server over HTTP), `mcp.path`, `mcp.transport`
 * (`stdio` for an image that is run for us), `mcp.name`, `mcp.weight`, `mcp.zone`.
 */
export const docker: Source = {
  kind: 'docker',
  places({ config: { sources } }) {
    const { docker: where, limits, refresh } = sources;
    if (!where) return [];
    return [
      {
        name: `docker ${where.socket}`,
        everyMs: refresh.dockerMs,
        read: (signal) => readDocker(where, limits, signal),
        follow: (changed, signal) => followDocker(where, limits, changed, signal),
      },
    ];
  },
};

/** The running containers that serve MCP, and the images that can be run for it. Throws when there is no engine. */
export async function readDocker(
  where: DockerWhere,
  { answerBytes }: Pick<SourcesConfig['limits'], 'answerBytes'>,
  signal: AbortSignal,
): Promise<Reading> {
  await using engine = new DockerEngine(where.socket, { answerBytes });
  const [containers, images] = await Promise.all([
    where.containers ? engine.get('/containers/json', {}, signal) : [],
    where.images ? engine.get('/images/json', { filters: { label: ['mcp.transport=stdio'] } }, signal) : [],
  ]);
  const reading: Reading = { found: [], faults: [] };
  for (const container of z.array(Container).parse(containers)) {
    if (container.Labels?.['mcp.port'] === undefined || container.Labels['mcp.transport'] === 'stdio') continue;
    const origin = `container ${nameOf(container)}`;
    try {
      const isOnHost = await isOnHostNetwork(engine, container, signal);
      reading.found.push({ origin, ...foundContainer(container, { prefer: where.address, isOnHost }) });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EngineRefusal && error.status === 404) continue; // It has just gone.
      reading.faults.push({ origin, message: `${origin}: ${error instanceof Error ? error.message : String(error)}` });
    }
  }
  for (const image of z.array(Image).parse(images)) reading.found.push(...foundImage(image, where));
  reading.found.sort((a, b) => (a.origin < b.origin ? -1 : 1));
  return reading;
}

/** Tells when containers or images come and go. */
async function followDocker(
  where: DockerWhere,
  limits: SourcesConfig['limits'],
  changed: () => void,
  signal: AbortSignal,
): Promise<void> {
  await using engine = new DockerEngine(where.socket, limits);
  await engine.events({ filters: { type: ['container', 'image'] } }, changed, signal);
}

const Inspected = z.looseObject({ HostConfig: z.looseObject({ NetworkMode: z.string().default('') }) });

/** Whether a container listens on the host itself. Podman says so only when it is asked for that one. */
async function isOnHostNetwork(engine: DockerEngine, { Id, Ports }: Container, signal: AbortSignal): Promise<boolean> {
  if ((Ports ?? []).length > 0) return false;
  const { HostConfig } = Inspected.parse(await engine.get(`/containers/${encodeURIComponent(Id)}/json`, {}, signal));
  return HostConfig.NetworkMode === 'host';
}
