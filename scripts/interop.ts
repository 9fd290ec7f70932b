import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, EXIT, run } from './command.ts';
import { startBehind } from './interop/behind.ts';
import { checkClient } from './interop/check-client.ts';
import { checkUpstream } from './interop/check-upstream.ts';
import { CLIENTS } from './interop/client-peers.ts';
import { type Finding, lineOf, wordsOf } from './interop/finding.ts';
import { installPeers } from './interop/install.ts';
import { UPSTREAMS } from './interop/upstreams.ts';
import { serveWeb } from './interop/web.ts';

const program = command('interop', 'Put the proxy between servers, gateways and clients that others wrote.').option(
  '--only <words...>',
  'only the peers whose name has one of these in it',
  [''],
);

await run<{ only: string[] }>(program, async ({ only, json }) => {
  await installPeers();
  await using web = await serveWeb();
  await using behind = await startBehind();
  const surroundings = { home: await mkdtemp(join(tmpdir(), 'interop-')), web: web.url };
  const checks = [
    ...UPSTREAMS.map((peer) => ({ name: peer.name, find: () => checkUpstream(peer, surroundings) })),
    ...CLIENTS.map((peer) => ({ name: peer.name, find: () => checkClient(peer, surroundings, behind) })),
  ].filter(({ name }) => only.some((words) => name.includes(words)));

  const findings: Finding[] = [];
  const note = (finding: Finding) => {
    findings.push(finding);
    if (!json) console.log(lineOf(finding));
  };
  for (const { name: peer, find } of checks) {
    try {
      for await (const finding of find()) note(finding);
    } catch (error) {
      note({ peer, what: 'starts and ends', fault: wordsOf(error) });
    }
  }
  await rm(surroundings.home, { recursive: true, force: true });

  const failed = findings.filter(({ fault }) => fault !== null).length;
  if (json) console.log(JSON.stringify(findings));
  else console.log(`\n${findings.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed === 0 && findings.length > 0 ? EXIT.ok : EXIT.problems;
});
