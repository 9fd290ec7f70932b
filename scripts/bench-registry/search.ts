import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { wordsIn } from '../../catalog/words.ts';
import { SearchIndex } from '../../proxy/registry/search/search-index.ts';
import { percentile } from '../bench/statistics.ts';
import { manyServers, wordOf } from './servers.ts';

/**
 * A program that asks the ranked search of a snapshot in a folder, in its own process, and says what an answer took:
 * milliseconds that passed, and milliseconds of a processor, its collector of garbage included.
 */
const [catalog = '', folder = '', count = '0'] = process.argv.slice(2);
const ROUNDS = 2000;
const WARM_UP = 200;
const PAGE = { offset: 0, limit: 20 };

const begun = performance.now();
const snapshot = await SnapshotIndex.read((path) => readFile(join(folder, path)));
const readMs = performance.now() - begun;
const index = await SearchIndex.build(snapshot);
const buildMs = performance.now() - begun - readMs;
const questions = questionsOf(await commonWords(), Number(count));
const [passed, used]: [number[], number[]] = [[], []];
for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
  const { text, chosen } = questions[round % questions.length] ?? { text: '', chosen: new Map() };
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  index.find(text, chosen, PAGE);
  const { user, system } = process.cpuUsage(cpu);
  if (round < WARM_UP) continue;
  passed.push(performance.now() - from);
  used.push((user + system) / 1000);
}
passed.sort((a, b) => a - b);
used.sort((a, b) => a - b);
const took = { p50Ms: percentile(passed, 0.5), p95Ms: percentile(passed, 0.95), cpuP99Ms: percentile(used, 0.99) };
process.stdout.write(`${JSON.stringify({ buildMs, ...took })}\n`);
process.disconnect?.();

/** What people type: half a word, a whole one, two, one with a mistake; some look at one category or at what works. */
function questionsOf(common: string[], servers: number): { text: string; chosen: Map<string, string[]> }[] {
  return Array.from({ length: ROUNDS }, (_none, nth) => {
    const rare = wordOf((nth * 7919) % servers);
    const word = common[nth % common.length] ?? 'search';
    const other = common[(nth * 31 + 7) % common.length] ?? 'file';
    const texts = [rare.slice(0, 6), word, `${word} ${other}`, withMistake(rare), `${rare} ${word}`, word.slice(0, 4)];
    const chosen = new Map(nth % 5 === 0 ? [['health', ['healthy']]] : []);
    return { text: texts[nth % texts.length] ?? '', chosen };
  });
}

function withMistake(word: string): string {
  return `${word.slice(0, 3)}${word.slice(4)}`;
}

/** Words of the real titles and descriptions. */
async function commonWords(): Promise<string[]> {
  const { entries } = await manyServers(resolve(catalog), 150);
  const texts = entries.map(({ versions: [latest] }) => `${latest?.server.title} ${latest?.server.description}`);
  return [...new Set(texts.flatMap(wordsIn).map((word) => word.toLowerCase()))].filter((word) => word.length > 2);
}
