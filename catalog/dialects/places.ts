import { isObject } from '../json/json.ts';

/** Fields that were renamed by more than their case, in a value that has today's cases. Packages were run over stdio. */
export function inTodaysPlaces({ packages, remotes, ...server }: Record<string, unknown>): Record<string, unknown> {
  return {
    ...server,
    ...(packages === undefined ? {} : { packages: each(packages, packageInItsPlace) }),
    ...(remotes === undefined ? {} : { remotes: each(remotes, remoteInItsPlace) }),
  };
}

function each(items: unknown, change: (item: Record<string, unknown>) => Record<string, unknown>): unknown {
  return Array.isArray(items) ? items.map((item) => (isObject(item) ? change(item) : item)) : items;
}

function packageInItsPlace({ registryName, name, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return {
    ...(registryName === undefined ? {} : { registryType: registryName }),
    ...(name === undefined ? {} : { identifier: name }),
    ...rest,
    transport: rest.transport ?? { type: 'stdio' },
  };
}

function remoteInItsPlace({ transportType, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return transportType === undefined ? rest : { type: transportType, ...rest };
}
