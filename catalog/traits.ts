import { compareText } from './compare-text.ts';
import type { ServerJson } from './server-json.ts';
import type { Era, InstanceStatus } from './status/status.ts';

/** How a caller proves who they are. `unknown`: nobody has looked, and the entry does not say. */
export type SignIn = 'none' | 'oauth' | 'key' | 'unknown';

/** What the last look saw of an instance, as far as it matters here. */
type Look = Pick<InstanceStatus, 'transport' | 'health' | 'reason' | 'era' | 'auth'>;

/**
 * How callers of a server prove who they are. Only what an entry declares or a look has seen: a package that declares no
 * key may still want one, and a process that starts without its key may miss it later.
 */
export function signInOf(
  { packages = [], remotes = [] }: Pick<ServerJson, 'packages' | 'remotes'>,
  looks: readonly Look[],
): SignIn[] {
  const found = new Set<SignIn>();
  const inputs = [
    ...remotes.flatMap(({ headers = [] }) => headers),
    ...packages.flatMap(({ environmentVariables = [], packageArguments = [], transport }) => [
      ...environmentVariables,
      ...packageArguments,
      ...(transport.headers ?? []),
    ]),
  ];
  if (inputs.some(({ isSecret, isRequired }) => isSecret && isRequired)) found.add('key');
  const asksForSecrets = inputs.some(({ isSecret }) => isSecret);
  for (const { reason, health, auth, transport } of looks) {
    if (reason === 'auth-required' && auth?.resourceMetadata) found.add('oauth');
    else if (reason === 'auth-required' || reason === 'auth-opaque') found.add('key');
    else if ((health === 'healthy' || health === 'degraded') && !(transport === 'stdio' && asksForSecrets))
      found.add('none');
  }
  return found.size > 0 ? [...found].sort(compareText) : ['unknown'];
}

/** The eras in which looks have met a server. */
export function erasOf(looks: readonly Pick<Look, 'era'>[]): (Era | 'unknown')[] {
  const eras = new Set(looks.flatMap(({ era }) => (era ? [era] : [])));
  return eras.size > 0 ? [...eras].sort(compareText) : ['unknown'];
}
