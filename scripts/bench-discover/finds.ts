import { NOTHING_REFUSED } from '../../catalog/refused.ts';
import { toCandidates } from '../discover/candidates/to-candidates.ts';
import { entriesOf, findsOf } from './servers.ts';

/**
 * A program that puts together what four sources said of each of so many servers, so many of which the catalog has, and
 * says as one line of JSON what that took.
 */
const [servers = 25_000, known = 0] = process.argv.slice(2).map(Number);

const finds = findsOf(servers);
const entries = entriesOf(known, 0);
const cpu = process.cpuUsage();
const begun = performance.now();
const candidates = toCandidates(finds, { entries, refused: NOTHING_REFUSED });
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(cpu);
const flags = candidates.reduce((sum, each) => sum + each.flags.length, 0);
process.stdout.write(
  `${JSON.stringify({ ms, cpuMs: (user + system) / 1000, finds: finds.length, candidates: candidates.length, flags })}\n`,
);
process.disconnect?.();
