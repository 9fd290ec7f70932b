import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';

/** What the files of a repository that has no `server.json` say of its server. */
export interface Described {
  /** The server's name, where its publisher gives one. */
  name?: string;
  title?: string;
  description?: string;
  version?: string;
  package?: { registryType: 'npm' | 'pypi'; identifier: string; version?: string };
  /** Whether it is an MCP server at all. */
  isServer: boolean;
}

export const SERVER_NAME = /^[a-zA-Z0-9.-]{1,100}\/[a-zA-Z0-9._-]{1,100}$/;

const Text = z.string().trim().min(1);
const Names = z.record(z.string(), z.unknown()).catch({});

const PackageJson = z.looseObject({
  name: Text.optional().catch(undefined),
  version: Text.optional().catch(undefined),
  description: Text.optional().catch(undefined),
  private: z.boolean().optional().catch(undefined),
  mcpName: z.string().regex(SERVER_NAME).optional().catch(undefined),
  dependencies: Names.default({}),
});

const SDKS = ['@modelcontextprotocol/sdk', '@modelcontextprotocol/server'];

const Pyproject = z.looseObject({
  project: z.looseObject({
    name: Text,
    version: Text.optional().catch(undefined),
    description: Text.optional().catch(undefined),
    dependencies: z.array(z.string()).catch([]),
  }),
});

/** https://github.com/modelcontextprotocol/mcpb/blob/main/MANIFEST.md; before it was renamed, `dxt_version`. */
const Bundle = z
  .looseObject({
    manifest_version: z.string().optional(),
    dxt_version: z.string().optional(),
    display_name: Text.optional().catch(undefined),
    version: Text.optional().catch(undefined),
    description: Text.optional().catch(undefined),
    server: z.looseObject({ type: z.string() }),
  })
  .refine((said) => (said.manifest_version ?? said.dxt_version) !== undefined);

const Glama = z.looseObject({ $schema: z.string().regex(/glama\.ai\/mcp\//) });
const Smithery = z.union([
  z.looseObject({ startCommand: z.looseObject({}) }),
  z.looseObject({ runtime: z.enum(['typescript', 'python', 'container']) }),
]);

/** How each file is read, the one that says most first. A reader throws for what is in no shape at all. */
export const MANIFESTS: Record<string, (text: string) => Described> = {
  'package.json': (text) => {
    const { name, version, description, private: isPrivate, mcpName, dependencies } = PackageJson.parse(json(text));
    const isPackage = name !== undefined && version !== undefined && isPrivate !== true;
    return {
      ...given({ name: mcpName, description, version }),
      ...(isPackage ? { package: { registryType: 'npm', identifier: name, version } } : {}),
      isServer: mcpName !== undefined || SDKS.some((sdk) => Object.hasOwn(dependencies, sdk)),
    };
  },
  'pyproject.toml': (text) => {
    const { data } = Pyproject.safeParse(parseToml(text));
    if (!data) return { isServer: false };
    const { name, version, description, dependencies } = data.project;
    return {
      ...given({ description, version }),
      package: { registryType: 'pypi', identifier: name, ...given({ version }) },
      isServer: dependencies.some((each) => /^(?:fast)?mcp(?![\w.-])/i.test(each.trim())),
    };
  },
  'manifest.json': (text) => {
    const { data } = Bundle.safeParse(json(text));
    if (!data) return { isServer: false };
    const { display_name: title, version, description } = data;
    return { ...given({ title, description, version }), isServer: true };
  },
  'README.md': (text) => {
    const names = new Set([...text.matchAll(MCP_NAME)].flatMap(([, name]) => name ?? []));
    const [name] = names;
    // Of several, any could be an example.
    return names.size === 1 && name !== undefined ? { name, isServer: true } : { isServer: false };
  },
  'glama.json': (text) => ({ isServer: Glama.safeParse(json(text)).success }),
  // Not one file of this kind needs an alias, and by aliases a few lines become gigabytes.
  'smithery.yaml': (text) => ({ isServer: Smithery.safeParse(parseYaml(text, { maxAliasCount: 0 })).success }),
};

/** The proof of ownership that the official registry asks for in a package's README. */
const MCP_NAME = /mcp-name: ?([a-zA-Z0-9.-]{1,100}\/[a-zA-Z0-9_-](?:[a-zA-Z0-9._-]{0,98}[a-zA-Z0-9_])?)/g;

/** All that was said, each thing by the first that says it: those come first that know of a server. */
export function described(parts: readonly Described[]): Described {
  const inOrder = parts.toSorted((a, b) => Number(b.isServer) - Number(a.isServer));
  const whole: Described = { isServer: false };
  for (const part of inOrder.toReversed()) Object.assign(whole, part);
  return { ...whole, isServer: inOrder[0]?.isServer === true };
}

function json(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, ''));
}

function given<Field extends string>(fields: Record<Field, string | undefined>): Partial<Record<Field, string>>;
function given(fields: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
