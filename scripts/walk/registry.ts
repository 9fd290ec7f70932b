import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from '../command.ts';
import type { Journey } from './journey.ts';

/** How long the proxy may take to see a new snapshot: it looks every second here. */
const PATIENCE_MS = 20_000;
export const LOOK_MS = 1000;

export const PROXY = ['node', '--import', 'tsx', 'proxy/main.ts'];

/** A registry as a host of git has it, and a clone of it. */
export async function makeRegistry(journey: Journey): Promise<void> {
  const { registry, clone, address } = journey;
  await journey.run('maintainer', ['git', 'init', '--quiet', '--bare', '--initial-branch=main', registry], ROOT);
  // A checkout in CI has no more of the history than it needs.
  await journey.run('maintainer', ['git', '-C', registry, 'config', 'receive.shallowUpdate', 'true'], ROOT);
  await journey.run('maintainer', ['git', 'push', '--quiet', address, 'HEAD:refs/heads/main'], ROOT);
  await journey.run('maintainer', ['git', 'clone', '--quiet', address, clone], ROOT);
  await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
}

/** A maintainer merges a branch, and pushes what came of it. */
export async function merge(journey: Journey, branch: string): Promise<void> {
  await journey.run('maintainer', ['git', 'merge', '--no-edit', '--stat', branch]);
  await journey.run('maintainer', ['git', 'push', '--quiet', 'origin', 'HEAD:main']);
}

/** The whole catalog is validated, and its site is built. */
export async function build(journey: Journey): Promise<void> {
  await journey.run('maintainer', ['npm', 'run', 'validate']);
  await journey.run('maintainer', ['npm', 'run', 'build']);
}

/** What the registry API of the proxy says of a server, once it answers as expected. */
export async function seen(journey: Journey, name: string, status: number): Promise<string> {
  const path = `/v0.1/servers/${encodeURIComponent(name)}/versions/latest`;
  journey.say(`$ curl ${journey.proxyUrl}${path}`);
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await fetch(journey.proxyUrl + path).catch(() => null);
    const text = (await answer?.text()) ?? '';
    if (answer?.status === status) {
      journey.say(`  ${status}`);
      return text;
    }
    if (performance.now() > deadline) throw new Error(`It answers ${answer?.status ?? 'nothing'}, not ${status}`);
    await delay(LOOK_MS / 10);
  }
}
