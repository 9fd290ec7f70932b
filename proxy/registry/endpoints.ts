import { buildVersion, health, ping } from './about.ts';
import type { Endpoint } from './endpoint.ts';
import { list, version, versions } from './reading.ts';
import { seedList, seedServer } from './seed.ts';
import { validate } from './validating.ts';
import { edit, publish, serverStatus, signIn, versionStatus } from './writing.ts';

/** Every address of the registry API, what is asked for most first. */
export const endpoints: readonly Endpoint[] = [
  version,
  versions,
  list,
  seedList,
  seedServer,
  health,
  ping,
  buildVersion,
  validate,
  publish,
  edit,
  versionStatus,
  serverStatus,
  signIn,
];
