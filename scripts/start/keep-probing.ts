import { EXIT, UserError } from '../command.ts';

/** Minutes as somebody wrote them; 0 means never. Throws `UserError` for what is no such number. */
export function minutesOf(text: string): number {
  const minutes = Number(text);
  if (text.trim() !== '' && minutes >= 0 && minutes <= 10_080) return minutes;
  throw new UserError(`${JSON.stringify(text)} is no number of minutes from 0 (never) to 10080 (a week)`, {
    exitCode: EXIT.misuse,
  });
}

/**
 * Probes again and again, once the first probe is over, so that the pages stay true. A probe that fails is said, and is no
 * reason to stop serving. At 0 minutes the first is the last.
 */
export function keepProbing(minutes: number, probe: () => Promise<unknown>, first: Promise<unknown>): void {
  const over = async (probing: Promise<unknown>) => {
    await probing.catch((error: unknown) => {
      process.stderr.write(
        `A probe failed, and the pages keep what they say: ${error instanceof Error ? error.message : error}\n`,
      );
    });
    if (minutes > 0) setTimeout(() => void over(probe()), minutes * 60_000).unref();
  };
  void over(first);
}
