import { resolve } from 'node:path';
import { Argument, Option } from 'commander';
import { nameOfBranch } from '../catalog/git/git-push.ts';
import { authorOf, readRegistry } from '../catalog/registry-file.ts';
import { operatorConfig } from '../proxy/operator-config.ts';
import { publisherEgress } from '../proxy/services/egress.ts';
import { command, EXIT, ROOT, run, setting, UserError } from './command.ts';
import { readBranch } from './status/branch.ts';
import { foldersIn, readFolders, readStore, writeStore } from './status/folder.ts';
import { pushStore } from './status/push.ts';
import { readSite } from './status/site.ts';
import { mergeStores } from './status/store.ts';

const WHAT = {
  pull: 'from the status branch into the folder',
  push: 'from the folder to the status branch, which stays one commit',
  restore: 'from a published site into the folder, where the branch is lost',
  merge: 'from other folders into the folder',
};

const program = command('status', 'Bring statuses from one place to another. Of each server the newest look stays.')
  .addArgument(new Argument('<what>', 'what to do').choices(Object.keys(WHAT)))
  .argument('[folders...]', 'with merge: the other folders')
  // The same folder that the other scripts call --status.
  .addOption(new Option('--folder <folder>', 'the folder').default('status').env('MCP_REGISTRY_STATUS'))
  .addOption(setting('--remote <remote>', 'the remote with the status branch: a name or an address').default('origin'))
  .option('--each <folder>', 'with merge: every folder in this one, such as jobs have left')
  .addOption(setting('--from <site>', 'with restore: an address or a built folder (default: siteUrl of the registry)'))
  .addOption(
    setting('--config <file>', 'with restore: its egress.allow opens private addresses').default('proxy.config.json'),
  )
  .addHelpText(
    'after',
    `\n${Object.entries(WHAT)
      .map(([what, says]) => `  ${what.padEnd(9)}${says}\n`)
      .join('')}`,
  );

interface Options {
  folder: string;
  remote: string;
  each?: string;
  from?: string;
  config: string;
}

await run<Options>(program, async ({ folder, remote, each, from, config, catalog, json }, [what, ...named]) => {
  const others = [...named, ...(each === undefined ? [] : await foldersIn(resolve(each)))];
  if ((what === 'merge') !== others.length > 0) {
    throw new UserError('Folders go with merge, and merge needs some', { exitCode: EXIT.misuse });
  }
  const registry = await readRegistry(resolve(ROOT, catalog));
  const target = resolve(ROOT, folder);
  const at = { cwd: resolve(ROOT, catalog), remote, branch: registry.statusBranch };
  const mine = await readStore(target);
  const keep = (merged: typeof mine) => writeStore(target, merged);

  const bring = async () => {
    if (what === 'pull') return (await readBranch(at)).store;
    if (what === 'merge') return readFolders(others.map((other) => resolve(other)));
    return readSite(from ?? registry.siteUrl, publisherEgress(await operatorConfig(config, ROOT)));
  };
  const pushed = what === 'push' ? await pushStore(mine, at, { author: authorOf(registry), keep }) : null;
  if (!pushed) await keep(mergeStores(mine, await bring()));

  const { records, runs } = await readStore(target);
  const report = { what, folder: target, servers: records.size, runs: runs.length, ...pushed };
  const sent = pushed && `, and in ${nameOfBranch(at.remote, at.branch)} as ${pushed.commit.slice(0, 7)}`;
  console.log(
    json ? JSON.stringify(report) : `${report.servers} servers and ${report.runs} runs in ${folder}${sent ?? ''}`,
  );
  return EXIT.ok;
});
