/** What came of one attempt with one peer: `fault` is null when all was as it should be. */
export interface Finding {
  peer: string;
  what: string;
  fault: string | null;
}

/** Tries one thing with a peer. Whatever it throws is the fault; what takes longer than half a minute is one too. */
export async function attempt(peer: string, what: string, act: () => Promise<void>): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((over) => {
    timer = setTimeout(over, 30_000, 'it took more than 30 s');
  });
  const fault = await Promise.race([act().then(() => null, wordsOf), late]);
  clearTimeout(timer);
  return { peer, what, fault };
}

/** A finding in one line: `✓ time-mcp: v1 client: lists the same tools`. */
export function lineOf({ peer, what, fault }: Finding): string {
  return fault === null ? `✓ ${peer}: ${what}` : `✗ ${peer}: ${what}: ${fault}`;
}

/** A fault on one line, and no more than that. */
export function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.replace(/\s+/g, ' ').slice(0, 800);
}
