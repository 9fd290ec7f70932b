import { join } from 'node:path';
import { blockList } from '../../../catalog/net/addresses.ts';
import { asking } from '../../../catalog/packages/ask.ts';
import { type BaseSettings, PUBLIC_BASES, type RegistryBases, registryBases } from '../../../catalog/packages/bases.ts';
import type { ProxyConfig } from '../../../proxy/config.ts';
import { EXIT, ROOT, setting, UserError } from '../../command.ts';
import type { LookAt } from '../look.ts';
import { booting } from '../sandbox/booting.ts';
import { lookingUp } from './look-up.ts';
import { packageLook } from './package-look.ts';

/** What can be set of packages. npm's registry is no setting of ours: its client is configured with one. */
export const PACKAGE_SETTINGS = [
  setting('--no-packages', 'look no package up in its registry'),
  setting('--install', 'first install packages of npm that their listings allow to be started in a sandbox'),
  setting('--pypi-url <url>', 'where packages of PyPI are looked up').default(PUBLIC_BASES.pypi),
  setting('--nuget-url <url>', 'the service index where packages of NuGet are looked up').default(PUBLIC_BASES.nuget),
  setting('--cargo-url <url>', 'where packages of crates.io are looked up').default(PUBLIC_BASES.cargo),
  setting('--oci-url <url>', 'one registry for all images (default: each image’s own, such as ghcr.io)'),
];

export interface PackageSettings {
  packages: boolean;
  install?: boolean;
  pypiUrl: string;
  nugetUrl: string;
  cargoUrl: string;
  ociUrl?: string;
}

/** How packages are looked at with these settings. Throws `UserError` for a registry that is no URL. */
export function lookAsSet(
  { packages, install = false, pypiUrl, nugetUrl, cargoUrl, ociUrl }: PackageSettings,
  { egress }: ProxyConfig,
): LookAt {
  const bases = chosen({ pypi: pypiUrl, nuget: nugetUrl, cargo: cargoUrl, oci: ociUrl });
  const ask = asking({ egress: { allow: blockList(egress.allow) } });
  return packageLook({
    lookUp: packages ? lookingUp({ ask, bases }) : null,
    boot: booting({ cache: join(ROOT, '.cache', 'packages'), install }),
  });
}

function chosen(settings: BaseSettings): RegistryBases {
  try {
    return registryBases(settings);
  } catch (cause) {
    throw new UserError(cause instanceof Error ? cause.message : String(cause), { exitCode: EXIT.misuse, cause });
  }
}
