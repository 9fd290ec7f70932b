/**
 * The official `server.json`, version 2025-12-11, as a type. The schema in `schema/server.schema.json` decides what is
 * valid (checked with ajv in `rules/schema.ts`); this type only names what the rest of the code reads.
 */
export interface ServerJson {
  $schema?: string;
  name: string;
  description: string;
  title?: string;
  version: string;
  websiteUrl?: string;
  repository?: { url: string; source: string; id?: string; subfolder?: string };
  icons?: { src: string; mimeType?: string; sizes?: string[]; theme?: 'light' | 'dark' }[];
  packages?: Package[];
  remotes?: Remote[];
  _meta?: Record<string, unknown>;
}

/** Something to install and run: over stdio, or as an HTTP server of one's own. */
export interface Package {
  registryType: string;
  registryBaseUrl?: string;
  identifier: string;
  version?: string;
  fileSha256?: string;
  runtimeHint?: string;
  runtimeArguments?: Argument[];
  packageArguments?: Argument[];
  environmentVariables?: KeyValueInput[];
  transport: { type: string; url?: string; headers?: KeyValueInput[] };
}

/** A server someone else hosts: we connect, we never install. */
export interface Remote {
  type: string;
  url: string;
  headers?: KeyValueInput[];
  variables?: Record<string, Input>;
}

/** A value a user may have to give. */
export interface Input {
  description?: string;
  isRequired?: boolean;
  isSecret?: boolean;
  format?: 'string' | 'number' | 'boolean' | 'filepath';
  default?: string;
  placeholder?: string;
  value?: string;
  choices?: string[];
  variables?: Record<string, Input>;
}

export interface KeyValueInput extends Input {
  name: string;
}

export interface Argument extends Input {
  type: 'positional' | 'named';
  name?: string;
  valueHint?: string;
  isRepeated?: boolean;
}

/** The `$schema` that entries of this catalog name. */
export const SERVER_SCHEMA_URL = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';
