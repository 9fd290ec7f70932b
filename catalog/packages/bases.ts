import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RegistryFault } from './registry-fault.ts';

/** Where a registry is. One that an operator chose may be anywhere; the public ones lead to public addresses only. */
export interface RegistryBase {
  url: string;
  isChosen: boolean;
  /** The least pause between two questions, in milliseconds, where the registry asks for one. */
  gapMs?: number;
}

/** Where each kind of registry is. npm's is what its client is configured with; null asks each image's own registry. */
export interface RegistryBases {
  npm(): Promise<RegistryBase>;
  pypi: RegistryBase;
  nuget: RegistryBase;
  cargo: RegistryBase;
  oci: RegistryBase | null;
}

/** The public registries, as the `server.json` specification names them. */
export const PUBLIC_BASES = {
  pypi: 'https://pypi.org',
  nuget: 'https://api.nuget.org/v3/index.json',
  cargo: 'https://crates.io',
};

/** One question a second: https://crates.io/data-access */
const CARGO_GAP_MS = 1000;

/** Which registries an operator asks; the public ones unless told otherwise. */
export interface BaseSettings {
  pypi?: string;
  nuget?: string;
  cargo?: string;
  oci?: string | undefined;
}

/** The registries that an operator's settings name. Throws an `Error` for what is no http or https URL. */
export function registryBases(settings: BaseSettings = {}): RegistryBases {
  const { pypi, nuget, cargo, oci } = { ...PUBLIC_BASES, ...settings };
  let asked: Promise<RegistryBase> | undefined;
  return {
    npm: () => {
      asked ??= npmRegistry().catch((error: unknown) => {
        asked = undefined; // It may say so the next time.
        throw error;
      });
      return asked;
    },
    pypi: baseOf(pypi, PUBLIC_BASES.pypi),
    nuget: baseOf(nuget, PUBLIC_BASES.nuget),
    cargo: { ...baseOf(cargo, PUBLIC_BASES.cargo), gapMs: cargo === PUBLIC_BASES.cargo ? CARGO_GAP_MS : 0 },
    oci: oci === undefined ? null : baseOf(oci),
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
