import { command, EXIT, run, UserError } from './command.ts';
import { enableWorkflow } from './rearm/enable-workflow.ts';

const program = command(
  'rearm',
  'Switch schedules of workflows on again, which GitHub switches off where nothing happens for 60 days.',
)
  .argument('<workflows...>', 'their files, such as probe.yml')
  .addHelpText(
    'after',
    '\nGITHUB_TOKEN may write actions; GITHUB_REPOSITORY and GITHUB_API_URL are as GitHub Actions sets them.',
  );

await run(program, async ({ json }, workflows) => {
  const {
    GITHUB_TOKEN: token,
    GITHUB_REPOSITORY: repository,
    GITHUB_API_URL: api = 'https://api.github.com',
  } = process.env;
  if (!token || !repository)
    throw new UserError('GITHUB_TOKEN and GITHUB_REPOSITORY must be set', { exitCode: EXIT.misuse });
  for (const workflow of workflows) await enableWorkflow(workflow, { api, repository, token });
  console.log(json ? JSON.stringify({ enabled: workflows }) : `${workflows.join(', ')}: switched on`);
  return EXIT.ok;
});
