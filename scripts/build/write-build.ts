import type { BuildMemory, Parts } from './build-memory.ts';
import type { BuiltParts } from './built-part.ts';
import { packedBatches } from './packed/packed-batches.ts';
import { withManifest } from './site-manifest.ts';
import { holdsBuild, type Written, writeFolder } from './write-folder.ts';

interface WriteOptions {
  /** The commit of the catalog; null outside git. */
  commit: string | null;
  /** What the build before of this folder has left, and what this one leaves. */
  memory?: BuildMemory | undefined;
  /** Write files in gzip, for hosts that send them so: see `packed/`. */
  packed?: boolean | undefined;
}

/** Writes a build, and its manifest, into its folder. Nothing is remembered of one that fails, nor of a folder that was taken away. */
export async function writeBuild(
  folder: string,
  parts: BuiltParts,
  { commit, memory, packed = false }: WriteOptions,
): Promise<Written> {
  const known = memory?.take();
  const before: Parts = known && holdsBuild(folder) ? known : new Map();
  const after: Parts = new Map();
  const isKnown = before.size > 0;
  const batches = withManifest(parts, commit, { before, after });
  const written = await writeFolder(folder, packed ? packedBatches(batches) : batches, { isKnown });
  memory?.keep(after);
  return written;
}
