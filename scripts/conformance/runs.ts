import { openClientDesk } from './client-desk.ts';
import { startFixture } from './fixture.ts';
import type { Requirements, Subject, SuiteOptions, SuiteResult } from './suite.ts';
import { type Face, startThroughProxy } from './through-proxy.ts';

/** One run of the suite: at what, in which revision, and how much must pass. */
export interface Run extends Pick<SuiteOptions, 'requirements' | 'expectedFailures'> {
  name: string;
  /** No proxy in between: what the fixture itself can do. */
  isDirect: boolean;
  /** How many of the required scenarios must pass. */
  minimum: number;
  start(): Promise<AsyncDisposable & Subject>;
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
  // The suite's own servers, and a client of the proxy's before it. Where bytes pass, they are the client's own words, as
  // they arrive; a profile speaks for itself; and for a client of the other era, it says what that cannot.
  ...asClient('as a client, byte for byte', { face: 'conformance', bridged: false }),
  ...asClient('as a client, in a profile', { face: 'profiles/bare', bridged: false }),
  ...asClient('as a client, bridged', { face: 'profiles/bare', bridged: true }),
];

/** The proxy as a client of servers of either era; `bridged` for clients of the other one. */
function asClient(name: string, { face, bridged }: { face: Face; bridged: boolean }): Run[] {
  const revisions: [Requirements, Requirements, number][] = [
    ['2025-11-25', '2026-07-28', 5],
    ['2026-07-28', '2025-11-25', 8],
  ];
  return revisions.map(([requirements, other, minimum]) => ({
    name,
    requirements,
    isDirect: false,
    minimum,
    start: () => openClientDesk({ face, speaks: bridged ? other : requirements }),
  }));
}

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

/** A run in one line: `2026-07-28  straight at the fixture       37/37`. */
export function lineOf(run: Run, result: SuiteResult): string {
  const { requirements, name, minimum, expectedFailures } = run;
  const { passed, required, leftOut } = result;
  const signIn = leftOut > 0 ? `, and ${leftOut} of signing in left out` : '';
  const line = `${requirements}  ${name.padEnd(28)}  ${passed}/${required}${signIn}`;
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
