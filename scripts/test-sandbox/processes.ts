import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How many processes run here whose command line has these words. */
export function processesWith(words: string): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandLineOf(name).includes(words)).length;
}

/** Waits until there are none: a sandbox that was ended takes a moment to go. Gives how many are left. */
export async function leftWith(words: string, ms = 3000): Promise<number> {
  for (const until = performance.now() + ms; processesWith(words) > 0 && performance.now() < until; ) await delay(50);
  return processesWith(words);
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // It ended meanwhile.
  }
}
