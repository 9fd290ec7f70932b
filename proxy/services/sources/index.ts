import { clientConfigs } from './client-configs.ts';
import { dns } from './dns.ts';
import { docker } from './docker.ts';
import { folders } from './folders.ts';
import { kubernetes } from './kubernetes.ts';
import { openapi } from './openapi.ts';
import type { Source } from './source.ts';

/** Where services are looked for while the proxy runs. To add a source, write a file and a line. */
export const sources: Source[] = [folders, clientConfigs, docker, kubernetes, dns, openapi];
