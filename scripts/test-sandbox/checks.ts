import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../command.ts';
import { aPackageSpec } from '../probe/packages/testing.ts';
import { booting } from '../probe/sandbox/booting.ts';
import { SANDBOX_LIMITS } from '../probe/sandbox/sandbox.ts';
import { bootAsUser, bootFixture, outside, reportOf, SECRET } from './boots.ts';
import { probeBootable } from './probe.ts';
import { leftWith } from './processes.ts';

/** One thing that has to be so, in words, and how it is found out: `run` throws when it is not, else says what it saw. */
export interface Check {
  name: string;
  run(): Promise<string>;
}

const boot = booting({ cache: join(ROOT, '.cache', 'packages'), install: false });

async function bootInstalled(identifier: string, args: string[], tools: number): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', identifier, 'package.json'), 'utf8'));
  const packageArguments = args.map((value) => ({ type: 'positional' as const, value }));
  const look = await boot(aPackageSpec({ identifier, version, packageArguments }));
  deepEqual([look.instance.reason, look.tools?.length], ['ok', tools], look.message);
  return `${look.instance.era}, ${look.message}`;
}

/** The same checks of what a server can reach, as root and as a user. */
const reachChecks: Check[] = (['root', 'user'] as const).map((who) => ({
  name: `as ${who}: sees no network, no secret and no file of ours, and writes nowhere but in its own folder`,
  run: async () => {
    await using place = await outside();
    const { where } = place;
    const seen = reportOf(await (who === 'root' ? bootFixture('report', { where }) : bootAsUser('report', where)));
    deepEqual([seen.interfaces, seen.loopback, seen.outside], ['lo', 'ECONNREFUSED', 'ENETUNREACH']);
    ok(seen.dns && /^E(AI_AGAIN|NOTFOUND)$/.test(seen.dns), seen.dns);
    deepEqual([seen.secret, seen.home, seen.etc], ['ENOENT', 'ENOENT', 'ENOENT']);
    ok(!JSON.stringify(seen).includes(SECRET), 'our secret is seen');
    deepEqual(Object.keys(JSON.parse(seen.env ?? '{}')).sort(), ['GIVEN', 'HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR']);
    equal(seen.identity, '65534 0000000000000000');
    match(seen.writes ?? '', /^((EROFS|EACCES|EPERM|ENOENT) ?){6}$/);
    deepEqual([seen.home_of_its_own, seen.filled], ['written', 'ENOSPC']);
    ok(!existsSync('/tmp/home/x'), 'its private folder is ours');
    return `writes: ${seen.writes}`;
  },
}));

export const CHECKS: Check[] = [
  {
    name: 'boots server-everything, as it is installed here',
    run: () => bootInstalled('@modelcontextprotocol/server-everything', ['stdio'], 13),
  },
  {
    name: 'boots server-memory, as it is installed here',
    run: () => bootInstalled('@modelcontextprotocol/server-memory', [], 9),
  },
  {
    name: 'boots for `npm run probe -- --all` what a listing allows, and keeps what it saw',
    run: () => probeBootable('@modelcontextprotocol/server-memory'),
  },
  ...reachChecks,
  {
    name: 'stops a server that takes all memory',
    run: async () => {
      const limits = { ...SANDBOX_LIMITS, memoryBytes: 512 * 1024 * 1024 };
      const { instance, message } = await bootFixture('hog', { limits });
      equal(instance.reason, 'crashed', message);
      match(message, /ended with code 13\d|SIG/);
      return message;
    },
  },
  ...(['root', 'user'] as const).map((who) => ({
    name: `as ${who}: stops a server that starts processes without end, and leaves none of them`,
    run: async () => {
      const seconds = who === 'root' ? 31_337 : 31_338;
      const look = await (who === 'root'
        ? bootFixture('bomb', { where: { seconds } })
        : bootAsUser('bomb', { seconds }));
      equal(await leftWith(`sleep ${seconds}`), 0);
      const { tasks, refused } = reportOf(look);
      ok(Number(tasks) <= SANDBOX_LIMITS.tasks && Number(refused) >= 200 - SANDBOX_LIMITS.tasks, `${tasks} ${refused}`);
      return `${tasks} processes, ${refused} more refused`;
    },
  })),
  {
    name: 'stops a server that never answers, with all that it started',
    run: async () => {
      const began = performance.now();
      const { instance } = await bootFixture('sleep', { where: { seconds: 31_339 }, timeoutMs: 5000 });
      equal(instance.reason, 'timeout');
      equal(await leftWith('sleep 31339'), 0);
      const ms = Math.round(performance.now() - began);
      ok(ms < 9000, `${ms} ms`);
      return `gone after ${ms} ms`;
    },
  },
  {
    name: 'stops a server that only computes',
    run: async () => {
      const limits = { ...SANDBOX_LIMITS, cpuSeconds: 1 };
      const { instance, message } = await bootFixture('spin', { limits, timeoutMs: 60_000 });
      equal(instance.reason, 'crashed', message);
      match(message, /ended with code 13\d|SIG/);
      return message;
    },
  },
  {
    name: 'says of a server that wants a key that it needs settings',
    run: async () => {
      const { instance, message } = await bootFixture('needs-config');
      deepEqual([instance.health, instance.reason], ['unknown', 'needs-config']);
      match(message, /FOO_API_KEY is required/);
      return message;
    },
  },
  {
    name: 'says of a server that breaks that it crashed, unless it was to have a secret',
    run: async () => {
      const { instance, message } = await bootFixture('crash');
      match(message, /ended with code 1\b/);
      deepEqual([instance.health, instance.reason], ['unhealthy', 'crashed']);
      const environmentVariables = [{ name: 'FOO_API_KEY', isRequired: true, isSecret: true }];
      const wanting = await bootFixture('crash', { pkg: { environmentVariables } });
      equal(wanting.instance.reason, 'needs-config');
      return `${message} | ${wanting.message}`;
    },
  },
  {
    name: 'says of a server that wants the network that it cannot be started here',
    run: async () => {
      const { instance, message } = await bootFixture('online');
      equal(instance.reason, 'not-runnable', message);
      return message;
    },
  },
  {
    name: 'says so where there is no bubblewrap, and starts nothing',
    run: async () => {
      const { PATH } = process.env;
      process.env.PATH = '/nowhere';
      try {
        const { instance, message } = await bootFixture('report');
        deepEqual([instance.reason, /install bubblewrap/.test(message)], ['not-runnable', true], message);
        return message;
      } finally {
        process.env.PATH = PATH;
      }
    },
  },
  {
    name: 'boots nothing that is not installed',
    run: async () => {
      const { instance, message } = await boot(aPackageSpec({ identifier: 'no-such-package', version: '1.0.0' }));
      equal(instance.reason, 'not-runnable');
      return message;
    },
  },
];
