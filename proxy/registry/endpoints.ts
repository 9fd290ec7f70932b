import { buildVersion, health, ping } from './about.ts';
import { changes, changesOfDay } from './changes/changes.ts';
import type { Endpoint } from './endpoint.ts';
import { info } from './info.ts';
import { list, version, versions } from './reading.ts';
import { search } from './search/search.ts';
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
  search,
  changes,
  changesOfDay,
  info,
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
