import { NOTHING_REFUSED } from '../../catalog/refused.ts';
import { knownEntries } from '../discover/candidates/catalog-view.ts';
import { deduplicated } from '../discover/candidates/deduplicated.ts';
import { toCandidates } from '../discover/candidates/to-candidates.ts';
import { entriesOf, findsOf } from './servers.ts';

/**
 * A program that puts together what four sources said of each of so many servers, so many of which the catalog has, and
 * says as one line of JSON what that took. Told `judged`, it makes candidates of them as well, as discovery does.
 */
const [servers = 25_000, known = 0] = process.argv.slice(2, 4).map(Number);
const isJudged = process.argv[4] === 'judged';

const finds = findsOf(servers);
const entries = entriesOf(known, 0);
const cpu = process.cpuUsage();
const begun = performance.now();
const found = isJudged
  ? toCandidates(finds, { entries, refused: NOTHING_REFUSED })
  : deduplicated(finds, knownEntries(entries)).map(({ composed }) => composed);
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(cpu);
const flags = found.reduce((sum, each) => sum + each.flags.length, 0);
process.stdout.write(
  `${JSON.stringify({ ms, cpuMs: (user + system) / 1000, finds: finds.length, servers: found.length, flags })}\n`,
);
process.disconnect?.();
