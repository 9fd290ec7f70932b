import pLimit from 'p-limit';
import type { InstanceSpec } from '../../proxy/services/service.ts';

/** So many looks over the network there are at a time: each asks another host, and mostly waits for it. */
const REMOTES = 208;
/** So many processes run at a time: each takes memory and a share of the cores here. */
const PROCESSES = 8;

/** Does a look when there is room for one of its kind. */
export type Lanes = <Result>(spec: InstanceSpec, look: () => Promise<Result>) => Promise<Result>;

/** Limits how many looks there are at a time, of processes apart from all others: neither waits for the other kind. */
export function probeLanes({ remotes = REMOTES, processes = PROCESSES } = {}): Lanes {
  const [remote, local] = [pLimit(remotes), pLimit(processes)];
  return ({ transport }, look) => (transport === 'stdio' ? local(look) : remote(look));
}
