import { type Image, imageOf } from '../../../catalog/packages/image.ts';
import { labelsOf, MANIFEST_TYPES } from '../../../catalog/packages/labels.ts';
import { pulling } from '../../../catalog/packages/pull.ts';
import { EnoughAsked } from '../polite/polite-fetch.ts';
import type { Around, Source } from '../source.ts';
import { Hub } from './oci/hub.ts';
import { imageFind } from './oci/image-find.ts';
import { KnownImages } from './oci/known-images.ts';
import { type ImageSaid, labelsRead } from './oci/labels-read.ts';
import { politeAsk } from './oci/polite-ask.ts';

/** An image to be looked at. */
interface Place {
  identifier: string;
  /** Which image it is now, where that is known without asking for it. */
  digest?: string | undefined;
  /** What its registry says of it. */
  about?: string | undefined;
  /** The operator named this very image. */
  isNamed?: boolean;
}

/** Container images whose labels name a server: single ones, and those in namespaces of Docker Hub. None is pulled. */
export const oci: Source = {
  name: 'oci',
  reach: 'far',
  async *find(around) {
    const { signal, now, fault } = around;
    const known = await KnownImages.recalled(around.memory);
    let isWhole = false;
    try {
      for await (const { identifier, digest, about, isNamed } of places(around)) {
        signal.throwIfAborted();
        try {
          const image = imageOf(identifier);
          if (!image) throw new Error('it is no reference of an image');
          const said = await known.said(digest, () => readImage(image, around));
          const found = imageFind(image, said, now().toISOString(), about);
          if (found) yield found;
          else if (said.name !== undefined) throw new Error('what its label says is no name of a server');
          else if (isNamed) throw new Error('no label names its server');
        } catch (error) {
          if (error instanceof EnoughAsked || signal.aborted) throw error;
          fault(identifier, error);
        }
      }
      isWhole = around.since === null;
    } finally {
      await known.keep({ isWhole });
    }
  },
};

async function* places({ settings, get, fault, since, signal }: Around): AsyncGenerator<Place> {
  const { hub: base, namespaces, images } = settings.oci;
  for (const identifier of images) yield { identifier, isNamed: true };
  if (base === null) {
    if (namespaces.length > 0)
      fault('oci.namespaces', new Error('oci.hub does not say where the API of Docker Hub is, so none is looked at'));
    return;
  }
  const hub = new Hub(base, get);
  for (const namespace of namespaces) {
    try {
      for await (const { name, description, last_updated: updated } of hub.repositories(namespace)) {
        if (since && typeof updated === 'string' && Date.parse(updated) < since.getTime()) continue;
        const tag = await hub.newestTag(namespace, name);
        const about = description?.trim() || undefined;
        if (tag) yield { identifier: `docker.io/${namespace}/${name}:${tag.name}`, digest: tag.digest, about };
      }
    } catch (error) {
      if (error instanceof EnoughAsked || signal.aborted) throw error;
      fault(`namespace ${namespace}`, error);
    }
  }
}

/** What an image's labels say, from its registry: its manifest and its config, no layer. */
async function readImage(image: Image, { get, settings, fault }: Around): Promise<ImageSaid> {
  const { registry } = settings.oci;
  const base = registry === null ? null : { url: registry.replace(/\/+$/, ''), isChosen: true };
  const pull = pulling(image, politeAsk(get), base);
  const answer = await pull(`manifests/${image.reference}`, MANIFEST_TYPES);
  if (answer.status !== 200) throw new Error(`${image.registry} gives it to nobody (${answer.status})`);
  const where = `${image.registry}/${image.repository}`;
  return labelsRead(await labelsOf(answer, pull), (error) => fault(`${where}: io.docker.server.metadata`, error));
}
