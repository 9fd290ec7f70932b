import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in these, whatever its own clock: USER_HZ of Linux. */
const MS_PER_TICK = 10;

/** The time that processes had on a CPU, all threads of theirs, and children that they have waited for (proc(5), stat). */
export function cpuMs(pids: number[]): number {
  return pids.reduce((sum, pid) => sum + ticks(pid) * MS_PER_TICK, 0);
}

function ticks(pid: number): number {
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = statOf(pid).slice(11, 15).map(Number);
  return utime + stime + cutime + cstime;
}

/** The time that all cores together were not idle, or were kept from us by another guest of the same machine (proc(5)). */
export function busyMs(): number {
  const [, line = ''] = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8')) ?? [];
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(' ').map(Number);
  return (user + nice + system + irq + softirq + steal) * MS_PER_TICK;
}

/** The memory of processes that is in RAM, in MB; pages that they share with others count for each. */
export function rssMb(pids: number[]): number {
  const kB = pids.map((pid) => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]));
  return kB.reduce((sum, each) => sum + each, 0) / 1024;
}

/** A process and all that descend from it, as they are now. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), Number(statOf(Number(name))[1]));
    } catch {
      // It has ended since the folder was read.
    }
  }
  const tree = [root];
  for (const pid of tree) tree.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

/** The fields of `stat` from the third on, `state`: the second is a name, which may hold anything. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
