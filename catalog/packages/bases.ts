import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RegistryFault } from './registry-fault.ts';

/** Where a registry is. One that an operator chose may be anywhere; the public ones lead to public addresses only. */
export interface RegistryBase {
  url: string;
  isChosen: boolean;
}

/** Where each kind of registry is. npm's is what its client is configured with; null asks each image's own registry. */
export interface RegistryBases {
  npm(): Promise<RegistryBase>;
  pypi: RegistryBase;
  nuget: RegistryBase;
  oci: RegistryBase | null;
}

/** The public registries, as the `server.json` specification names them. */
export const PUBLIC_BASES = { pypi: 'https://pypi.org', nuget: 'https://api.nuget.org/v3/index.json' };

/** The registries that an operator's settings name. Throws an `Error` for what is no http or https URL. */
export function registryBases(settings: { pypi: string; nuget: string; oci?: string | undefined }): RegistryBases {
  let asked: Promise<RegistryBase> | undefined;
  return {
    npm: () => {
      asked ??= npmRegistry();
      return asked;
    },
    pypi: baseOf(settings.pypi, PUBLIC_BASES.pypi),
    nuget: baseOf(settings.nuget, PUBLIC_BASES.nuget),
    oci: settings.oci === undefined ? null : baseOf(settings.oci),
  };
}

function baseOf(text: string, byDefault?: string): RegistryBase {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Error(`${JSON.stringify(text)} is no http or https URL of a registry`);
  return { url: text.replace(/\/+$/, ''), isChosen: text !== byDefault };
}

/** The checkout, which may hold settings of npm. */
const HERE = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm install` would ask: a mirror or a private registry, if its user has one. */
async function npmRegistry(): Promise<RegistryBase> {
  const windows = process.platform === 'win32';
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'], {
    ...{ cwd: HERE, timeout: 20_000, shell: windows },
  }).catch((cause: unknown) => {
    throw new RegistryFault('not-runnable', 'npm does not say which registry it is configured with', { cause });
  });
  return baseOf(stdout.trim());
}
