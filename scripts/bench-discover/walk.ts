import { ProxyConfig } from '../../proxy/config.ts';
import { discover } from '../discover/run.ts';
import { DiscoverySettings } from '../discover/settings.ts';
import { sources } from '../discover/sources/index.ts';

/**
 * A program that discovers at one registry, as `npm run discover` does but for its politeness, and says as one line of JSON
 * what that took and came to.
 */
const [catalog = '', memory = '', origin = '', since = ''] = process.argv.slice(2);

const cpu = process.cpuUsage();
const begun = performance.now();
const { candidates, sources: reports } = await discover({
  ...{ catalog, memory, env: {}, home: memory, folders: [], limit: 1_000_000, signal: new AbortController().signal },
  settings: DiscoverySettings.parse({ registries: [origin], politeness: { gapMs: 0 } }),
  operator: { config: ProxyConfig.parse({ egress: { allow: ['127.0.0.0/8'] } }), folder: memory },
  sources: sources.filter(({ name }) => name === 'official-registry'),
  since: since === '' ? null : new Date(since),
  ...{ refresh: false, isRehearsal: false, isSilent: true },
});
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(cpu);
const count = (known: (typeof candidates)[number]['known']) => candidates.filter((each) => each.known === known).length;
const [report] = reports;
process.stdout.write(
  `${JSON.stringify({
    ...{ ms, cpuMs: (user + system) / 1000, rssMb: process.resourceUsage().maxRSS / 1024 },
    ...{ found: report?.found ?? 0, added: count(null), newer: count('newer'), same: count('same') },
    ...{ sourceMs: report?.ms ?? 0, fault: report ? (report.error ?? '') : 'there is no such source' },
  })}\n`,
);
process.disconnect?.();
