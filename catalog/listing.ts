import * as z from 'zod';

/** Where a server stands in its life. (The official registry calls this its status; for us, status is what probes saw.) */
export const Lifecycle = z.enum(['active', 'deprecated', 'deleted']);
export type Lifecycle = z.infer<typeof Lifecycle>;

/** How an instance is spoken to. `openapi` is a plain REST service; `rest` is the first system's `POST {base}/tools/{tool}`. */
export const Transport = z.enum(['streamable-http', 'sse', 'websocket', 'stdio', 'openapi', 'rest']);
export type Transport = z.infer<typeof Transport>;

/** The short name a service also answers to, beside `namespace/name`. */
export const Alias = z
  .string()
  .regex(
    /^[a-z0-9](-?[a-z0-9]){0,30}$/,
    'an alias is 1 to 31 lower-case letters and digits, with single hyphens between',
  );

/** One more place where a server can be reached: a second region, a REST base URL. It holds no secret. */
export const Instance = z.strictObject({
  id: z.string().min(1).max(64),
  transport: Transport,
  url: z.url().max(2048).optional(),
  zone: z.string().min(1).max(64).optional(),
  weight: z.number().min(0).max(1000).optional(),
});
export type Instance = z.infer<typeof Instance>;

const Day = z.iso.datetime({ offset: true });

/** What the registry says of one version. Dates that are missing come from git: the file's first and last commit. */
export const ListedVersion = z.strictObject({
  status: Lifecycle,
  statusMessage: z.string().max(500).optional(),
  statusChangedAt: Day.optional(),
  publishedAt: Day.optional(),
  updatedAt: Day.optional(),
  by: z.enum(['owner', 'moderator']).optional(),
});
export type ListedVersion = z.infer<typeof ListedVersion>;

/** Which registry an entry is mirrored from, by its base address, and when something of it last came from there. */
export const Origin = z.strictObject({ registry: z.url({ protocol: /^https?$/ }).max(2048), syncedAt: Day });

/** What may be found out about a server's repository and packages, and of its entry in other registries. */
export const FACT_KINDS = [
  'repository-id',
  'repository-archived',
  'repository-moved',
  'repository-gone',
  'repository-recreated',
  'licence',
  'package-deprecated',
  'package-gone',
  'registry-deleted',
] as const;

/** Something that was found out about a server, and since when that is known. It is taken away when it is no longer so. */
export const Fact = z.strictObject({
  kind: z.enum(FACT_KINDS),
  /** What it is about: the address of a repository or of another registry, or a package such as `npm:acme-weather`. */
  of: z.string().min(1).max(300),
  /** The licence (SPDX), the new address, the number at the host, the maintainer's reason. */
  value: z.string().min(1).max(300).optional(),
  at: Day,
});
export type Fact = z.infer<typeof Fact>;

const Word = z
  .string()
  .regex(/^[a-z0-9](-?[a-z0-9]){0,39}$/, 'lower-case letters, digits and single hyphens, at most 40');

/** As in the official registry; each version has a record and a file. */
const MAX_VERSIONS = 10_000;

/**
 * How owners are told when an incident is confirmed and when it ends: by a POST to an address of theirs, by an issue in the
 * registry's repository, and there by naming GitHub accounts. Nobody is told who did not ask for it.
 */
export const Notify = z.strictObject({
  webhook: z
    .url({ protocol: /^https$/ })
    .max(2048)
    .optional(),
  issue: z.boolean().optional(),
  mention: z
    .array(z.string().regex(/^[a-zA-Z0-9](-?[a-zA-Z0-9]){0,38}$/, 'a login of GitHub, without @'))
    .max(5)
    .optional(),
});
export type Notify = z.infer<typeof Notify>;

/**
 * `listing.json`: what the registry says of a server, beside what its publisher says. Mutable, and reviewed.
 * `owners` are numeric GitHub account ids, which outlive a change of login; none for entries this registry wrote itself.
 */
export const Listing = z.strictObject({
  $schema: z.string().optional(),
  alias: Alias.optional(),
  nameOrigin: z.enum(['publisher', 'derived']),
  versionOrigin: z.literal('none').optional(),
  categories: z.array(Word).max(5),
  tags: z.array(Word).max(20),
  owners: z.array(z.strictObject({ githubId: z.int().positive() })).max(50),
  instances: z.array(Instance).max(50).optional(),
  probe: z
    .strictObject({
      intervalMinutes: z.int().min(5).max(10_080).optional(),
      boot: z.boolean().optional(),
      maintenance: z
        .array(z.strictObject({ from: Day, to: Day, reason: z.string().min(1).max(200) }))
        .max(20)
        .optional(),
      optOut: z.boolean().optional(),
      notify: Notify.optional(),
    })
    .optional(),
  origin: Origin.optional(),
  facts: z.array(Fact).max(50).optional(),
  versions: z
    .record(z.string(), ListedVersion)
    .refine((versions) => Object.keys(versions).length < MAX_VERSIONS, 'a server has fewer than 10,000 versions')
    .meta({ maxProperties: MAX_VERSIONS - 1 }),
});
export type Listing = z.infer<typeof Listing>;
