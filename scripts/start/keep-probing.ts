import { EXIT, UserError } from '../command.ts';

/** Minutes as somebody wrote them; 0 means never. Throws `UserError` for what is no such number. */
export function minutesOf(text: string): number {
  const minutes = Number(text);
  if (text.trim() !== '' && minutes >= 0 && minutes <= 10_080) return minutes;
  throw new UserError(`${JSON.stringify(text)} is no number of minutes from 0 (never) to 10080 (a week)`, {
    exitCode: EXIT.misuse,
  });
}

/** Probes again and again, so that the pages stay true. A probe that fails is said, and is no reason to stop serving. */
export function keepProbing(minutes: number, probe: () => Promise<unknown>): void {
  if (minutes === 0) return;
  const again = async () => {
    await probe().catch((error: unknown) => {
      process.stderr.write(
        `A probe failed, and the pages keep what they say: ${error instanceof Error ? error.message : error}\n`,
      );
    });
    schedule();
  };
  const schedule = () => setTimeout(() => void again(), minutes * 60_000).unref();
  schedule();
}
