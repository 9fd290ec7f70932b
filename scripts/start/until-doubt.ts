/** A probe that tells how far it is, and of each server that seems down and is looked at again. */
export type TellingProbe = (say: (progress: string) => void, onDoubt: (name: string) => void) => Promise<string>;

/**
 * The first probe, as far as a start waits for it: to its end, or until a server seems down. To be sure of that takes a
 * minute more (`whole`), in which what works is served already.
 */
export function untilDoubt(
  probe: TellingProbe,
  say: (progress: string) => void,
): { outcome: Promise<string>; whole: Promise<string> } {
  let doubt: (name: string) => void = () => {};
  const doubted = new Promise<string>((resolve) => {
    doubt = (name) => resolve(`${name} does not answer; looking again for a minute, while all else is served`);
  });
  let waited = true;
  const whole = probe((progress) => waited && say(progress), doubt);
  const outcome = Promise.race([whole, doubted]).finally(() => {
    waited = false;
  });
  return { outcome, whole };
}
