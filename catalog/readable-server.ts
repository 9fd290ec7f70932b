import * as z from 'zod';
import type { ServerJson } from './server-json.ts';

const Text = z.string();
const Input: z.ZodType = z.looseObject({
  get variables() {
    return z.record(Text, Input).optional();
  },
  value: Text.optional(),
  default: Text.optional(),
  choices: z.array(Text).optional(),
});
const KeyValueInputs = z.array(z.intersection(Input, z.looseObject({ name: Text }))).optional();
const Arguments = z.array(z.intersection(Input, z.looseObject({ type: Text }))).optional();

/** The types of `ServerJson`, without its rules. */
const ReadableServer = z.looseObject({
  name: Text,
  description: Text,
  version: Text,
  title: Text.optional(),
  websiteUrl: Text.optional(),
  repository: z.looseObject({ url: Text, source: Text }).optional(),
  icons: z.array(z.looseObject({ src: Text })).optional(),
  packages: z
    .array(
      z.looseObject({
        registryType: Text,
        identifier: Text,
        version: Text.optional(),
        runtimeHint: Text.optional(),
        runtimeArguments: Arguments,
        packageArguments: Arguments,
        environmentVariables: KeyValueInputs,
        transport: z.looseObject({ type: Text, url: Text.optional(), headers: KeyValueInputs }),
      }),
    )
    .optional(),
  remotes: z
    .array(
      z.looseObject({ type: Text, url: Text, headers: KeyValueInputs, variables: z.record(Text, Input).optional() }),
    )
    .optional(),
  _meta: z.record(Text, z.unknown()).optional(),
});

/** A value in which every field of a `server.json` that is read has its type, whatever else may be wrong; else null. */
export function readableServer(value: unknown): ServerJson | null {
  return isReadable(value) ? value : null;
}

function isReadable(value: unknown): value is ServerJson {
  return ReadableServer.safeParse(value).success;
}
