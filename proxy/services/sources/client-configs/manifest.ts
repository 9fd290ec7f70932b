import * as z from 'zod';
import type { Listed, ListedProcess } from './listed.ts';

const Values = z.record(z.string(), z.string()).default({});
const Command = z.looseObject({
  command: z.string().min(1).max(4096),
  args: z.array(z.string()).max(1000).default([]),
  env: Values,
});

/** The `manifest.json` of a bundle (MCPB, once DXT), as far as it is read here. */
export const Manifest = z.looseObject({
  manifest_version: z.string().optional(),
  dxt_version: z.string().optional(),
  name: z.string().min(1).max(200),
  display_name: z.string().max(500).optional(),
  version: z.string().max(100).optional(),
  description: z.string().max(10_000).optional(),
  homepage: z.string().max(2000).optional(),
  repository: z.union([z.string(), z.looseObject({ url: z.string().max(2000) })]).optional(),
  server: z.looseObject({
    type: z.string(),
    entry_point: z.string().optional(),
    mcp_config: z
      .looseObject({
        ...Command.partial().shape,
        platform_overrides: z.record(z.string(), Command.partial()).default({}),
      })
      .optional(),
  }),
  user_config: z
    .record(
      z.string(),
      z.looseObject({
        title: z.string().optional(),
        description: z.string().optional(),
        sensitive: z.boolean().default(false),
        required: z.boolean().default(false),
        default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
      }),
    )
    .default({}),
});
export type Manifest = z.infer<typeof Manifest>;

/** What a user has set for an installed bundle (`Claude Extensions Settings/<id>.json`). */
export const BundleSettings = z.looseObject({
  isEnabled: z.boolean().default(true),
  userConfig: z.record(z.string(), z.unknown()).default({}),
});
export type BundleSettings = z.infer<typeof BundleSettings>;

/** The process of an installed bundle; null when it is switched off, or says no command. */
export function listedBundle(
  manifest: Manifest,
  { isEnabled, userConfig }: BundleSettings,
  system: string = process.platform,
): Listed | null {
  const { mcp_config: config } = manifest.server;
  const { command, args, env } = { ...config, ...config?.platform_overrides[system] };
  if (!isEnabled || command === undefined) return null;
  const values = (name: string) => [userConfig[name] ?? manifest.user_config[name]?.default ?? []].flat().map(String);
  const start: ListedProcess = {
    kind: 'process',
    command,
    // What has several values, folders say, is an argument for each.
    args: (args ?? []).flatMap((text) => {
      const [, name] = /^\$\{user_config\.([^}]+)\}$/.exec(text) ?? [];
      return name === undefined ? [withUserConfig(text, values)] : values(name);
    }),
    env: Object.fromEntries(Object.entries(env ?? {}).map(([name, text]) => [name, withUserConfig(text, values)])),
  };
  return { key: manifest.name, at: () => '1:1', start, inputs: {}, isFromRegistry: false };
}

function withUserConfig(text: string, values: (name: string) => string[]): string {
  return text.replace(/\$\{user_config\.([^}]+)\}/g, (whole, name: string) => {
    const found = values(name);
    return found.length > 0 ? found.join(',') : whole;
  });
}
