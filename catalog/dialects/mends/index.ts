import { packageArguments } from './arguments.ts';
import type { Mend } from './mend.ts';
import { meta } from './meta.ts';
import { packages } from './packages.ts';
import { remotes } from './remotes.ts';
import { repository } from './repository.ts';
import { schema } from './schema.ts';
import { secrets } from './secrets.ts';
import { texts } from './texts.ts';
import { unusable } from './unusable.ts';

/** Every mend, in the order they are made: secrets go before anything is kept, and what then is unusable goes last. */
export const mends: readonly Mend[] = [
  schema,
  meta,
  repository,
  packageArguments,
  secrets,
  texts,
  packages,
  remotes,
  unusable,
];
