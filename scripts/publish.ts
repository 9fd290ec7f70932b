import { resolve } from 'node:path';
import { Option } from 'commander';
import { asking } from '../catalog/packages/ask.ts';
import { registryBases } from '../catalog/packages/bases.ts';
import { GITHUB_API } from '../catalog/publish/github/repository.ts';
import { operatorConfig } from '../proxy/operator-config.ts';
import { operatorEgress, publisherEgress } from '../proxy/services/egress.ts';
import { command, EXIT, ROOT, run, setting, UserError } from './command.ts';
import { init } from './publish/init/init.ts';
import type { Outcome } from './publish/outcome.ts';
import { type ReadServer, readServer } from './publish/read-server.ts';
import { reportInit, reportOutcomes } from './publish/report.ts';
import { targetOf } from './publish/target.ts';
import { defaultBranch, publishToBranch } from './publish/to-branch.ts';
import { publishToCatalog } from './publish/to-folder.ts';
import { publisherOf, publishToGithub } from './publish/to-github.ts';
import { githubToken } from './publish/token.ts';
import { unprovenPackages } from './publish/unproven-packages.ts';
import { typedFiles } from './validate/check.ts';

const program = command(
  'publish',
  'Publish servers: check them, prove whose they are, and open a pull request for each',
)
  .argument('<files...>', 'server.json files; or `init [folder]`: write one for a project')
  .addOption(
    setting(
      '--registry <where>',
      'a catalog’s folder, OWNER/REPOSITORY on GitHub, or the address of a git repository (default: where this catalog comes from)',
    ),
  )
  .option('--dry-run', 'push and open nothing; show what would change', false)
  .option('--token-file <file>', 'the file with your token of GitHub (default: GITHUB_TOKEN or GH_TOKEN)')
  .addOption(setting('--config <file>', 'its egress settings are kept to').default('proxy.config.json'))
  .addOption(new Option('--github-api <url>', 'the API of your GitHub').default(GITHUB_API).env('GITHUB_API_URL'))
  .addOption(setting('--no-packages', 'do not look whether packages say that they are the server’s'))
  .option('--url <url>', 'with init: a running server, to be asked who it is')
  .option('--command <line>', 'with init: the same for one that is started by this command line')
  .option('--force', 'with init: write over a server.json that is there', false)
  .addHelpText(
    'after',
    '\nPublishing again changes nothing: it finds what is published or waiting.\nExit code: 0 without faults, 1 when something was refused or failed, 2 when there is nothing to publish.',
  );

interface Options {
  registry?: string;
  dryRun: boolean;
  tokenFile?: string;
  config: string;
  githubApi: string;
  packages: boolean;
  url?: string;
  command?: string;
  force: boolean;
}

type Way = (server: ReadServer) => Promise<Outcome>;

await run<Options>(program, async (options, args) => {
  const { registry, dryRun, tokenFile, githubApi, catalog, json } = options;
  // npm runs scripts in the project's folder; what was typed means the folder it was typed in.
  const from = process.env.INIT_CWD ?? process.cwd();
  const surroundings = () => operatorConfig(options.config, ROOT);
  if (args[0] === 'init') {
    const { url, command: commandLine, force } = options;
    const folder = resolve(from, args[1] ?? '.');
    const egress = operatorEgress(await surroundings());
    return reportInit(await init(folder, { url, commandLine, force, egress }), { json });
  }
  const servers = typedFiles(args).map(readServer);
  const bad = servers.filter(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  if (bad.length > 0) {
    const refused = bad.map(({ source: { file }, ...server }) => ({ ...server, file, outcome: 'refused' as const }));
    return reportOutcomes(refused, { json, dryRun });
  }

  const target = await targetOf(registry, { catalog: resolve(ROOT, catalog), from, api: githubApi });
  if (target.kind === 'folder') {
    return reportOutcomes(await publishToCatalog(target.folder, servers, { dryRun }), { json, dryRun });
  }
  const way = target.kind === 'git' ? await wayToBranch(target.remote) : await wayToGithub(target.repository);
  const outcomes: Outcome[] = [];
  try {
    for (const server of servers) outcomes.push(await way(server));
  } catch (error) {
    // What was done before that is done.
    if (outcomes.length > 0) reportOutcomes(outcomes, { json, dryRun });
    throw error;
  }
  return reportOutcomes(outcomes, { json, dryRun });

  async function wayToBranch(remote: string): Promise<Way> {
    const repository = { remote, branch: await defaultBranch(remote, from) };
    return (server) => publishToBranch(repository, server, { dryRun, from });
  }

  async function wayToGithub(repository: string): Promise<Way> {
    const token = githubToken(tokenFile && resolve(from, tokenFile));
    if (token === undefined) throw new UserError(noToken(repository), { exitCode: EXIT.misuse });
    const github = { api: githubApi, repository, token };
    const settings = await surroundings();
    const publisher = await publisherOf(github, operatorEgress(settings));
    const desk = { ask: asking({ egress: publisherEgress(settings) }), bases: registryBases() };
    return async (server) => {
      const outcome = await publishToGithub(github, server, { publisher, dryRun });
      const isLookedAt = options.packages && !['unchanged', 'refused'].includes(outcome.outcome);
      return isLookedAt ? { ...outcome, unproven: await unprovenPackages(server, desk) } : outcome;
    };
  }
});

function noToken(repository: string): string {
  return `Publishing to ${repository} takes a token of GitHub, which says who you are: GITHUB_TOKEN=$(gh auth token) npm run publish -- …, or --token-file FILE. Without one: --registry with a folder, or with the address of a git repository that you may push to.`;
}
