import { entryOf } from './fleet.ts';
import { lookAtAll, servicesOf } from './seam.ts';

/** A program that looks once at every remote, as `npm run probe` does, and says as one line of JSON what that took. */
const [count = 1000, port = 0] = process.argv.slice(2).map(Number);

const entries = Array.from({ length: count }, (_none, index) => entryOf(index, port));
const services = servicesOf(entries);
const cpu = process.cpuUsage();
const begun = performance.now();
const seen = await lookAtAll(services, entries);
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(cpu);
const rssMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ ms, cpuMs: (user + system) / 1000, rssMb, seen })}\n`);
