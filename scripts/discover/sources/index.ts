import type { Source } from '../source.ts';
import { clientConfig } from './client-config.ts';
import { domain } from './domain.ts';
import { githubSource } from './github.ts';
import { localFolder } from './local-folder.ts';
import { oci } from './oci.ts';

/** Every place where servers are looked for. To add one, write a file and a line. */
export const sources: readonly Source[] = [localFolder, clientConfig, githubSource(), domain, oci];
