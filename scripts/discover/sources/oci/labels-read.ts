import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { SERVER_LABEL } from '../../../../catalog/packages/labels.ts';

/** What is read of an image's labels. Others may hold anything, and are not looked at. */
export const ImageSaid = z.strictObject({
  name: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  version: z.string().optional(),
  source: z.string().optional(),
});
export type ImageSaid = z.infer<typeof ImageSaid>;

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
const OCI = 'org.opencontainers.image';
/** An entry of Docker's own catalog, as YAML. */
const DOCKER = 'io.docker.server.metadata';

const MOST_METADATA = 64 * 1024;
const Text = z.string().trim().min(1).optional().catch(undefined);
const Words = z.looseObject({ title: Text, description: Text });
const Metadata = z.looseObject({ ...Words.shape, about: Words.optional().catch(undefined) });

/** The labels that say something of a server. Of Docker's metadata only what describes it. `fault` hears what cannot be read. */
export function labelsRead(labels: Record<string, string>, fault: (error: unknown) => void): ImageSaid {
  const metadata = metadataIn(labels[DOCKER], fault);
  const said = {
    name: labels[SERVER_LABEL],
    title: labels[`${OCI}.title`] ?? metadata.about?.title ?? metadata.title,
    description: labels[`${OCI}.description`] ?? metadata.about?.description ?? metadata.description,
    version: labels[`${OCI}.version`],
    source: labels[`${OCI}.source`],
  };
  const filled = Object.entries(said).filter(([, text]) => text !== undefined && text.trim() !== '');
  return ImageSaid.parse(Object.fromEntries(filled));
}

function metadataIn(text: string | undefined, fault: (error: unknown) => void): z.infer<typeof Metadata> {
  const nothing = {};
  if (text === undefined) return nothing;
  try {
    if (text.length > MOST_METADATA) throw new Error(`it is longer than ${MOST_METADATA} characters`);
    // By aliases a few lines become gigabytes.
    return Metadata.safeParse(parseYaml(text, { maxAliasCount: 0 })).data ?? nothing;
  } catch (error) {
    fault(error);
    return nothing;
  }
}
