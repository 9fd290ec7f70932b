import type * as z from 'zod';
import { Listing } from '../listing.ts';
import { Refused } from '../refused.ts';
import { Registry } from '../registry.ts';
import type { FileKind } from '../sources.ts';
import { ToolLock } from '../tools/tool.ts';

/** The shapes of the files that are ours to define. */
export const OWN_SHAPES: Record<Exclude<FileKind, 'server'>, z.ZodType> = {
  listing: Listing,
  tools: ToolLock,
  registry: Registry,
  refused: Refused,
};
