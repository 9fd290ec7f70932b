import type { Listing } from '../../../catalog/listing.ts';
import type { Reason } from '../../../catalog/status/status.ts';
import type { InstanceSpec } from '../../../proxy/services/service.ts';
import type { LookAt } from '../look.ts';

/** A server of our own, whose answer is known: a real one, on a socket or in a process, for as long as it runs. */
export interface Canary {
  name: string;
  /** What a look at it must see. */
  expected: Reason;
  /** What is the matter with it, in one sentence. */
  about: string;
  /** It is quick, and to see it as anything else means that the fault is here: any run may have it beside its servers. */
  isQuick?: true;
  /** Starts it at an address of its own, in 127.0.0.0/8, where it has a socket. */
  start(at: string): Promise<Perch>;
}

/** Where a canary sits. It leaves when that is disposed of. */
export interface Perch extends AsyncDisposable {
  spec: InstanceSpec;
  /** What the catalog would say of it. */
  listing?: Pick<Listing, 'probe'>;
  /** How it is looked at, if not as the run looks at servers. */
  look?: LookAt;
}

/** A canary that has been started. */
export type RunningCanary = Pick<Canary, 'name' | 'expected'> & Pick<Perch, 'spec' | 'listing' | 'look'>;
