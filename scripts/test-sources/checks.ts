import type { Check } from './check.ts';
import { clientConfigChecks } from './client-configs.ts';
import { configChecks } from './config.ts';
import { discoverChecks } from './discover.ts';
import { dnsChecks } from './dns.ts';
import { dockerChecks } from './docker.ts';
import { folderChecks } from './folders.ts';
import { openapiChecks } from './openapi.ts';
import { snapshotChecks } from './snapshot.ts';

/** All that is tried, source by source. */
export const CHECKS: Check[] = [
  ...configChecks,
  ...snapshotChecks,
  ...folderChecks,
  ...clientConfigChecks,
  ...dnsChecks,
  ...openapiChecks,
  ...dockerChecks,
  ...discoverChecks,
];
