import { startFixture } from './fixture.ts';
import type { Requirements, SuiteOptions, SuiteResult } from './suite.ts';
import { startThroughProxy } from './through-proxy.ts';

/** One run of the suite: at what, as which client, and how much must pass. */
export interface Run extends Pick<SuiteOptions, 'requirements' | 'expectedFailures'> {
  name: string;
  /** No proxy in between: what the fixture itself can do. */
  isDirect: boolean;
  /** How many of the required scenarios must pass. */
  minimum: number;
  start(): Promise<AsyncDisposable & { url: string }>;
}

/** Every run there is, in the order they are made. */
export const RUNS: Run[] = [
  { name: 'straight at the fixture', requirements: '2025-11-25', isDirect: true, minimum: 30, start: startFixture },
  { name: 'straight at the fixture', requirements: '2026-07-28', isDirect: true, minimum: 37, start: startFixture },
  {
    name: 'through /mcp/conformance',
    requirements: '2025-11-25',
    isDirect: false,
    minimum: 30,
    start: startThroughProxy,
  },
  {
    name: 'through /mcp/conformance',
    requirements: '2026-07-28',
    isDirect: false,
    minimum: 37,
    start: startThroughProxy,
  },
  {
    name: 'bridged to a 2026 server',
    requirements: '2025-11-25',
    isDirect: false,
    minimum: 30,
    start: () => startThroughProxy({ eras: 'modern' }),
  },
  {
    name: 'bridged to a 2025 server',
    requirements: '2026-07-28',
    isDirect: false,
    minimum: 35,
    expectedFailures: 'scripts/conformance/bridged-to-2025.yml',
    start: () => startThroughProxy({ eras: 'legacy' }),
  },
  {
    name: 'a profile of bare names',
    requirements: '2025-11-25',
    isDirect: false,
    minimum: 30,
    start: () => startThroughProxy({ face: 'profiles/bare' }),
  },
  {
    name: 'a profile of bare names',
    requirements: '2026-07-28',
    isDirect: false,
    minimum: 37,
    start: () => startThroughProxy({ face: 'profiles/bare' }),
  },
];

/** The runs at a server that is up already. It must pass everything. */
export function runsAt(url: string): Run[] {
  const start = async () => ({ url, [Symbol.asyncDispose]: async () => {} });
  const revisions: [Requirements, number][] = [
    ['2025-11-25', 30],
    ['2026-07-28', 37],
  ];
  return revisions.map(([requirements, minimum]) => ({ name: url, requirements, isDirect: false, minimum, start }));
}

/** Whether enough passed and, where some may fail, none failed but those. */
export function isGood({ minimum, expectedFailures }: Run, { passed, isAsExpected }: SuiteResult): boolean {
  return passed >= minimum && (isAsExpected || expectedFailures === undefined);
}

/** A run in one line: `2026-07-28  straight at the fixture      37/37`. */
export function lineOf(run: Run, result: SuiteResult): string {
  const { requirements, name, minimum, expectedFailures } = run;
  const { passed, required } = result;
  const line = `${requirements}  ${name.padEnd(28)}  ${passed}/${required}`;
  if (isGood(run, result)) return line;
  return `${line}  ${passed < minimum ? `below ${minimum}` : `not as ${expectedFailures} says`}`;
}

/** What failed, a scenario and its checks. */
export function detailsOf({ requirements, name }: Run, { failed }: SuiteResult): string {
  const scenarios = failed.map(
    ({ scenario, checks }) => `  ${scenario}\n${checks.map((check) => `    ${check}`).join('\n')}`,
  );
  return [`\n${requirements}  ${name}`, ...scenarios].join('\n');
}
