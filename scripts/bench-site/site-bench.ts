import * as z from 'zod';

/**
 * What a first build took. `htmlMs` of its `ms` went into pages; `bytes` are those of all files as they are read, `diskBytes` as they lie
 * there, which is less where they are packed.
 */
export const FirstBuild = z.strictObject({
  servers: z.int(),
  packed: z.boolean(),
  ms: z.number(),
  htmlMs: z.number(),
  cpuMs: z.number(),
  rssMb: z.number(),
  files: z.int(),
  bytes: z.int(),
  diskBytes: z.int(),
  pages: z.int(),
  pageBytes: z.int(),
});
export type FirstBuild = z.infer<typeof FirstBuild>;

/** What builds took after one server had changed, each time another, in a process that remembered the build before. */
export const Rebuild = z.strictObject({ ms: z.array(z.number()).min(1), written: z.array(z.int()).min(1) });
export type Rebuild = z.infer<typeof Rebuild>;

/** Both, each in a process of its own. */
export const BuildRound = FirstBuild.extend({ changed: Rebuild });
export type BuildRound = z.infer<typeof BuildRound>;

/** One question, typed letter by letter: what came over the wire (gzip) before its first result, and for all letters; each letter's time. */
export const SearchRound = z.strictObject({
  words: z.string(),
  found: z.int(),
  bytes: z.int(),
  allBytes: z.int(),
  files: z.int(),
  coldMs: z.array(z.number()),
  warmMs: z.array(z.number()),
});
export type SearchRound = z.infer<typeof SearchRound>;

/** All of one run, as it was measured: the report is made of this and of nothing else. */
export const SiteBench = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.string(),
  commit: z.string(),
  at: z.iso.datetime(),
  seconds: z.int(),
  machine: z.strictObject({ cpu: z.string(), cores: z.int(), memoryGb: z.int(), system: z.string(), load: z.number() }),
  node: z.string(),
  browser: z.string(),
  builds: z.array(BuildRound),
  searches: z.array(SearchRound),
});
export type SiteBench = z.infer<typeof SiteBench>;
