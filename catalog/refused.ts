import * as z from 'zod';

const Name = z
  .string()
  .max(200)
  .regex(/^[\w.-]+\/[\w.-]+$/, 'a name such as com.example/weather');
const NamePattern = z
  .string()
  .max(200)
  .regex(/^[\w.-]+\/([\w.-]+|\*)$/, 'a name such as com.example/weather, or all of a namespace: com.example/*');
const PackageKey = z
  .string()
  .max(300)
  .regex(/^[a-z]+:\S+$/, 'a package without its version, such as npm:@example/weather');
const Address = z.url({ protocol: /^https?$/ }).max(2048);
const Host = z
  .string()
  .max(253)
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host such as mcp.example.com');
const Day = z.iso.datetime({ offset: true });

/** A server that was looked at and not taken. It is known again by any one of its names, packages, remotes and repositories. */
export const Refusal = z.strictObject({
  names: z.array(Name).max(50).optional(),
  packages: z.array(PackageKey).max(50).optional(),
  remotes: z.array(Address).max(50).optional(),
  repositories: z.array(Address).max(50).optional(),
  reason: z.string().min(1).max(500),
  /** Who refused it, in their own words: a login, a team. */
  by: z.string().min(1).max(100),
  at: Day,
  /** It is refused up to this version: a newer one is looked at again. Without it, whichever version comes. */
  upTo: z.string().min(1).max(255).optional(),
});
export type Refusal = z.infer<typeof Refusal>;

/** A publisher who asked not to be listed. */
export const OptOut = z.strictObject({
  names: z.array(NamePattern).max(50).optional(),
  /** Hosts of remotes; what is below them is meant as well. */
  hosts: z.array(Host).max(50).optional(),
  repositories: z.array(Address).max(50).optional(),
  reason: z.string().min(1).max(500).optional(),
  at: Day,
});
export type OptOut = z.infer<typeof OptOut>;

/** `catalog/refused.json`: what discovery finds and does not propose, since somebody decided so. */
export const Refused = z.strictObject({
  $schema: z.string().optional(),
  refused: z.array(Refusal).max(100_000).default([]),
  optedOut: z.array(OptOut).max(10_000).default([]),
});
export type Refused = z.infer<typeof Refused>;

/** Nothing was refused so far. */
export const NOTHING_REFUSED: Refused = { refused: [], optedOut: [] };
