import { Client } from 'undici';
import { busyMs, cpuMs, processTree } from './kernel.ts';
import { LoadJob, type Round } from './load-job.ts';
import { type OpenConnection, openConnection } from './open-connection.ts';
import { percentile } from './statistics.ts';

// The load generator, as a program of its own: each message from its parent is a job, and is answered with what was seen.

process.on('message', (message) => {
  measure(message).then(
    (round) => process.send?.(round),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

const LONGEST_MS = 10_000;

async function measure(job: unknown): Promise<Round> {
  const { request, connections, warmUpMs, measureMs, contender, upstream } = LoadJob.parse(job);
  const latencies: number[] = [];
  const faults: string[] = [];
  let measuring = false;
  let over = false;
  const clients = Array.from({ length: connections }, () => new Client(new URL(request.url).origin, { pipelining: 1 }));
  const ours = processTree(process.ppid);
  const opened = await Promise.all(clients.map((client) => openConnection(client, request)));
  // Who opens its connections while it is measured is measured at that, and the quicker it answers the less.
  await Promise.all(opened.map(({ call }) => call().catch(() => {})));
  const drive = async ({ call }: OpenConnection) => {
    while (!over) {
      const begun = performance.now();
      const fault = await call().catch(String);
      if (fault !== null) faults.push(fault);
      if (fault !== null && faults.length > 1000) return;
      if (measuring) latencies.push(performance.now() - begun);
    }
  };
  const driven = Promise.all(opened.map(drive));
  driven.catch(() => {});
  await Promise.race([driven, pause(warmUpMs)]);

  measuring = true;
  const others = () => busyMs() - cpuMs(ours);
  const begun = {
    ...{ at: performance.now(), own: ownMs(), cpu: cpuMs(contender), upstream: cpuMs(upstream), others: others() },
  };
  // Who is so slow that there is nothing to tell gets more of it: no call in so long would say nothing.
  do await Promise.race([driven, pause(measureMs)]);
  while (latencies.length + faults.length === 0 && performance.now() - begun.at < LONGEST_MS);
  measuring = false;
  const seen = {
    ms: performance.now() - begun.at,
    cpuMs: cpuMs(contender) - begun.cpu,
    upstreamCpuMs: cpuMs(upstream) - begun.upstream,
    loadCpuMs: ownMs() - begun.own,
    othersMs: Math.max(0, others() - begun.others),
  };
  over = true;
  await driven;
  await Promise.all(opened.map(({ close }) => close()));
  await Promise.all(clients.map((client) => client.close()));
  latencies.sort((a, b) => a - b);
  const [fault] = faults;
  return {
    ...seen,
    calls: latencies.length,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    faults: faults.length,
    ...(fault === undefined ? {} : { fault }),
  };
}

function ownMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function pause(ms: number): Promise<void> {
  return new Promise((over) => setTimeout(over, ms));
}
