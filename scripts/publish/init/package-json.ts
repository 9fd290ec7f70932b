import * as z from 'zod';
import type { Found } from './found.ts';

/** What is read of a `package.json` (https://docs.npmjs.com/cli/configuring-npm/package-json). */
const PackageJson = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  description: z.string().optional(),
  homepage: z.string().optional(),
  private: z.boolean().default(false),
  mcpName: z.string().optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  repository: z.union([z.string(), z.looseObject({ url: z.string(), directory: z.string().optional() })]).optional(),
});

/** What an npm package says of itself. Throws where it is none. */
export function fromPackageJson(value: unknown): Found {
  const { data, error } = PackageJson.safeParse(value);
  if (!data) throw new Error(z.prettifyError(error));
  const { name: identifier, version, description, homepage, repository, mcpName, bin } = data;
  const notes: Found['notes'] = [];
  if (mcpName === undefined) {
    notes.push(
      (name) =>
        `package.json: add "mcpName": "${name}". By it the package says that it is this server's; nobody else can.`,
    );
  }
  if (bin === undefined) notes.push(() => 'package.json: add "bin", or npx has nothing to start.');
  if (data.private) notes.push(() => 'package.json: it is private, so npm has no such package for others to install.');
  const { url, directory } = typeof repository === 'object' ? repository : { url: repository, directory: undefined };
  return {
    ...{ name: mcpName, slug: identifier.split('/').at(-1), description, version, websiteUrl: homepage },
    ...{ repositoryUrl: url, subfolder: directory, notes },
    package: {
      ...{ registryType: 'npm', identifier, ...(version === undefined ? {} : { version }), runtimeHint: 'npx' },
      transport: { type: 'stdio' },
    },
  };
}
