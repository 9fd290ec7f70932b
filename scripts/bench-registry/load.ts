import { Client } from 'undici';
import { cpuMs } from '../bench/kernel.ts';
import { percentile } from '../bench/statistics.ts';
import { ReadJob, type ReadRound } from './load-job.ts';

// The load generator, as a program of its own: each message from its parent is a job, and is answered with what was seen.

process.on('message', (message) => {
  measure(ReadJob.parse(message)).then(
    (round) => process.send?.(round),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

async function measure({ origin, paths, connections, warmUpMs, measureMs, pid }: ReadJob): Promise<ReadRound> {
  const clients = Array.from({ length: connections }, () => new Client(origin, { pipelining: 1 }));
  const latencies: number[] = [];
  let bytes = 0;
  let next = 0;
  let isMeasuring = false;
  let isOver = false;
  const drive = async (client: Client) => {
    while (!isOver) {
      const path = paths[next++ % paths.length] ?? '/';
      const begun = performance.now();
      const { statusCode, body } = await client.request({ path, method: 'GET' });
      const length = (await body.arrayBuffer()).byteLength;
      if (statusCode !== 200) throw new Error(`${path} answers ${statusCode}`);
      if (!isMeasuring) continue;
      latencies.push(performance.now() - begun);
      bytes += length;
    }
  };
  const driven = Promise.all(clients.map(drive));
  driven.catch(() => {});
  await Promise.race([driven, pause(warmUpMs)]);
  isMeasuring = true;
  const [begun, cpu] = [performance.now(), cpuMs([pid])];
  await Promise.race([driven, pause(measureMs)]);
  isMeasuring = false;
  const [ms, used] = [performance.now() - begun, cpuMs([pid]) - cpu];
  isOver = true;
  await driven;
  await Promise.all(clients.map((client) => client.close()));
  latencies.sort((a, b) => a - b);
  const answers = latencies.length;
  return {
    ...{ answers, ms, cpuMs: used, bytes: answers === 0 ? 0 : bytes / answers },
    ...{ p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((over) => setTimeout(over, ms));
}
