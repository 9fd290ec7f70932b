import type { Reason } from '../status/status.ts';

/** A registry that gave no answer which says anything of a package. `reason` is from the closed list of health reasons. */
export class RegistryFault extends Error {
  readonly reason: Reason;
  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RegistryFault';
    this.reason = reason;
  }
}
