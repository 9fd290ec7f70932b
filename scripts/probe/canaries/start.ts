import { UserError } from '../../command.ts';
import type { Canary, RunningCanary } from './canary.ts';
import { CANARIES } from './index.ts';

/** Which canaries a run has beside its servers. */
export type CanaryChoice = 'quick' | 'all';

/** Canaries that sit and can be looked at, each at an address of its own, until this is disposed of. */
export interface Aviary extends AsyncDisposable {
  canaries: RunningCanary[];
}

/** Starts canaries. Throws `UserError` when one of them cannot be started; none is left running then. */
export async function startCanaries(choice: CanaryChoice = 'quick', from: Canary[] = CANARIES): Promise<Aviary> {
  const canaries = choice === 'all' ? from : from.filter(({ isQuick }) => isQuick);
  const started = await Promise.allSettled(canaries.map((canary, index) => canary.start(`127.77.0.${index + 1}`)));
  const perches = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const leave = async () => void (await Promise.all(perches.map((perch) => perch[Symbol.asyncDispose]())));
  const failed = started.findIndex(({ status }) => status === 'rejected');
  const fault = started[failed];
  if (fault?.status === 'rejected') {
    await leave();
    throw new UserError(
      `The canary ${canaries[failed]?.name} cannot be started (${fault.reason}): canaries need every address of 127.0.0.0/8`,
    );
  }
  const running = canaries.flatMap(({ name, expected }, index): RunningCanary[] => {
    const perch = perches[index];
    return perch ? [{ name, expected, ...perch }] : [];
  });
  return { canaries: running, [Symbol.asyncDispose]: leave };
}
