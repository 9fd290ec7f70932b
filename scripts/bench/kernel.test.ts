import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { cpuMs, processTree, rssMb } from './kernel.ts';

it('reads what the kernel counts of a process that runs', () => {
  const before = cpuMs([process.pid]);
  const own = process.cpuUsage();
  const until = performance.now() + 150;
  while (performance.now() < until);
  const spent = process.cpuUsage(own);
  expect(Math.abs(cpuMs([process.pid]) - before - (spent.user + spent.system) / 1000)).toBeLessThan(50);
  expect(Math.abs(rssMb([process.pid]) - process.memoryUsage.rss() / 2 ** 20)).toBeLessThan(20);
});

it('finds the processes that descend from one', async () => {
  const child = spawn('sh', ['-c', 'sleep 10 & wait']);
  await once(child, 'spawn');
  await expect.poll(() => processTree(child.pid ?? 0).length).toBe(2);
  for (const pid of processTree(child.pid ?? 0)) process.kill(pid);
  await once(child, 'exit');
});
