import { resolve } from 'node:path';
import { legacyServer, modernServer, proxyTo, sseServer } from '../proxy/testing.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';
import { callers } from './mixed-calls/callers.ts';

const program = command(
  'mixed-calls',
  'Many calls by many clients of all kinds at once: does every answer match its question?',
)
  .addOption(setting('--calls <count>', 'how many calls').default('10000'))
  .addOption(setting('--clients <count>', 'how many clients at once').default('64'));

await run<{ calls: string; clients: string }>(program, async ({ calls, clients, json }) => {
  const [old, modern, sse] = [await legacyServer(), await modernServer(), await sseServer()];
  const everything = resolve(ROOT, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');
  await using proxy = await proxyTo(
    {
      old: [old],
      modern: [modern],
      sse: [{ ...sse, transport: 'sse' }],
      process: [{ transport: 'stdio', command: process.execPath, args: [everything, 'stdio'] }],
    },
    {},
    { maxConcurrent: 256, queue: 10_000 },
  );
  const services = ['old', 'modern', 'sse', 'process'];
  const all = await callers(proxy.url, services, Number(clients));
  const started = performance.now();
  const wrong: string[] = [];
  const each = Math.ceil(Number(calls) / all.length);
  await Promise.all(
    all.map(async ({ kind, echo }, caller) => {
      for (let call = 0; call < each; call += 1) {
        const [service = 'old', message] = [services[(caller + call) % services.length], `question ${caller}.${call}`];
        const heard = await echo(service, message).catch((error: unknown) => `failed: ${error}`);
        if (heard !== message && heard !== `Echo: ${message}`)
          wrong.push(`${kind}, ${service}: asked ${message}, heard ${heard}`);
      }
    }),
  );
  const ms = Math.round(performance.now() - started);
  await Promise.all(all.map((caller) => caller[Symbol.asyncDispose]()));
  for (const server of [old, modern, sse]) await server[Symbol.asyncDispose]();

  const asked = each * all.length;
  if (json) console.log(JSON.stringify({ asked, clients: all.length, wrong, ms }));
  else {
    for (const line of wrong.slice(0, 20)) console.log(line);
    console.log(
      `${asked} calls by ${all.length} clients of ${new Set(all.map(({ kind }) => kind)).size} kinds, in ${(ms / 1000).toFixed(1)} s`,
    );
    console.log(`\n${asked - wrong.length} passed, ${wrong.length} failed, 0 skipped`);
  }
  return wrong.length === 0 ? EXIT.ok : EXIT.problems;
});
