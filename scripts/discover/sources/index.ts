import type { Source } from '../source.ts';
import { clientConfig } from './client-config.ts';
import { docker } from './docker.ts';
import { domain } from './domain.ts';
import { githubSource } from './github.ts';
import { kubernetes } from './kubernetes.ts';
import { localFolder } from './local-folder.ts';
import { npmPackages } from './npm.ts';
import { oci } from './oci.ts';
import { officialRegistry } from './official-registry.ts';
import { openapi } from './openapi.ts';
import { pypi } from './pypi.ts';

/** Every place where servers are looked for. To add one, write a file and a line. */
export const sources: readonly Source[] = [
  localFolder,
  clientConfig,
  docker,
  openapi,
  kubernetes,
  officialRegistry,
  npmPackages(),
  pypi,
  githubSource(),
  domain,
  oci,
];
