import * as z from 'zod';

/**
 * `catalog/registry.json`: who this registry is. It is what a fork changes.
 * `id` is a reverse domain; it keys our `_meta` blocks and our extension routes. `namespaces` are patterns: `*`, `com.acme/*`.
 * `moderators` may change every entry: the numbers of GitHub accounts, of people or of organisations whose Owners they are.
 */
export const Registry = z.strictObject({
  $schema: z.string().optional(),
  id: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a reverse domain such as com.acme.registry'),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(300),
  icon: z.string().optional(),
  owner: z.string().min(1),
  contact: z.string().min(1),
  siteUrl: z.url({ protocol: /^https?$/ }),
  repository: z.url({ protocol: /^https?$/ }),
  proxyUrl: z.url({ protocol: /^https?$/ }).optional(),
  statusBranch: z.string().min(1),
  namespaces: z.array(z.string().min(1)).min(1),
  moderators: z
    .array(z.strictObject({ githubId: z.int().positive() }))
    .max(50)
    .optional(),
});
export type Registry = z.infer<typeof Registry>;
