import { freeFormArguments } from '../free-form.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import { valueAt } from '../json/json.ts';
import { Drift } from '../status/status.ts';
import { type Difference, differencesOf } from './schema-difference.ts';
import { type Narrowing, narrowings } from './schema-widening.ts';
import type { ToolDefinition } from './tool.ts';

/** One thing that is another in a tool: its JSON Pointer in the definition, both values (undefined: there is none), and words. */
export interface ChangeDetail {
  pointer: string;
  was: unknown;
  is: unknown;
  says: string;
}

/** How one tool differs from the reviewed one: the worst of what is another in it, and all of that. */
export interface ToolChange {
  tool: string;
  change: Drift;
  details: ChangeDetail[];
}

interface Finding {
  change: Drift;
  pointer: string;
  says: string;
}

/** Compares a tool with the reviewed one of its name; null stands for none. What a fingerprint leaves out is not looked at. */
export function toolChange(was: ToolDefinition | null, is: ToolDefinition | null): ToolChange {
  const tool = is?.name ?? was?.name ?? '';
  if (!was || !is) {
    const [change, says] = was
      ? (['breaking', 'the tool is gone'] as const)
      : (['additive', 'the tool is new'] as const);
    return { tool, change, details: [{ pointer: '', was: was ? tool : undefined, is: is ? tool : undefined, says }] };
  }
  const grave = [...weakenedHints(was, is), ...newReach(was, is), ...narrowedInput(was, is), ...widenedOutput(was, is)];
  const others = differencesOf(told(was), told(is)).filter(
    ({ pointer }) => !grave.some((known) => covers(known, pointer)),
  );
  const findings = [...grave, ...others.map(inWords)];
  const details = findings.map(({ pointer, says }) => {
    const path = pointer.split('/').slice(1).map(unescaped);
    return { pointer, was: valueAt(was, path), is: valueAt(is, path), says };
  });
  return { tool, change: worstOf(findings.map(({ change }) => change)), details };
}

/** The worst of some changes. */
export function worstOf(changes: readonly Drift[]): Drift {
  const rank = (change: Drift) => Drift.options.indexOf(change);
  return changes.reduce((worst, change) => (rank(change) > rank(worst) ? change : worst), 'none');
}

/** What a tool promises, with the defaults that MCP gives; of what only reads, the other promises follow. */
function promises({ annotations = {} }: ToolDefinition) {
  const { readOnlyHint = false, destructiveHint = true, idempotentHint = false, openWorldHint = true } = annotations;
  const reads = readOnlyHint === true;
  return {
    readOnlyHint: reads,
    destructiveHint: reads || destructiveHint === false,
    idempotentHint: reads || idempotentHint === true,
    openWorldHint: openWorldHint === false,
  };
}

const BROKEN = {
  readOnlyHint: 'it no longer says that it only reads',
  destructiveHint: 'it no longer says that it destroys nothing',
  idempotentHint: 'it no longer says that it may be repeated',
  openWorldHint: 'it no longer says that it stays inside',
} as const;

function weakenedHints(was: ToolDefinition, is: ToolDefinition): Finding[] {
  const [before, now] = [promises(was), promises(is)];
  // Of what only reads the rest follows, and goes with it.
  const followed = before.readOnlyHint && !now.readOnlyHint;
  const hints = followed
    ? (['readOnlyHint', 'openWorldHint'] as const)
    : (['destructiveHint', 'idempotentHint', 'openWorldHint'] as const);
  return hints.flatMap((hint) =>
    before[hint] && !now[hint]
      ? [{ change: 'permission' as const, pointer: `/annotations/${hint}`, says: BROKEN[hint] }]
      : [],
  );
}

function newReach(was: ToolDefinition, is: ToolDefinition): Finding[] {
  const before = freeFormArguments(was.inputSchema);
  return [...freeFormArguments(is.inputSchema)].flatMap(([pointer, reach]) =>
    before.has(pointer)
      ? []
      : [
          {
            change: 'permission' as const,
            pointer: `/inputSchema${pointer}`,
            says: `it takes ${reach} of any kind now`,
          },
        ],
  );
}

function narrowedInput(was: ToolDefinition, is: ToolDefinition): Finding[] {
  return narrowings(was.inputSchema, is.inputSchema, { holdsUndeclared: false }).map((narrowing) => ({
    change: 'breaking',
    pointer: `/inputSchema${narrowing.pointer}`,
    says: NARROWED[narrowing.kind](narrowing.names.map((name) => JSON.stringify(name)).join(', ')),
  }));
}

/** Whoever reads the output is served by what was said of it before: that still has to hold. */
function widenedOutput(was: ToolDefinition, is: ToolDefinition): Finding[] {
  if (was.outputSchema === undefined || canonicalJson(was.outputSchema) === canonicalJson(is.outputSchema)) return [];
  if (is.outputSchema === undefined)
    return [{ change: 'breaking', pointer: '/outputSchema', says: 'nothing is said of its output any more' }];
  return narrowings(is.outputSchema, was.outputSchema, { holdsUndeclared: true }).map((narrowing) => ({
    change: 'breaking',
    pointer: `/outputSchema${narrowing.pointer}`,
    says: WIDENED[narrowing.kind](narrowing.names.map((name) => JSON.stringify(name)).join(', ')),
  }));
}

const NARROWED: Record<Narrowing['kind'], (names: string) => string> = {
  type: (names) => `${names} is not taken any more`,
  values: () => 'fewer values are taken',
  bound: () => 'the limit is closer',
  required: (names) => `${names} is required now`,
  closed: () => 'what is not declared is refused now',
  other: () => 'it may refuse what it took',
};

const WIDENED: Record<Narrowing['kind'], (names: string) => string> = {
  type: (names) => `it may be ${names} now`,
  values: () => 'other values may come',
  bound: () => 'the limit is wider',
  required: (names) => `${names} is no longer sure to be there`,
  closed: () => 'there may be what was not declared',
  other: () => 'it may give what it never gave',
};

/** What a fingerprint is made of; a hint that is not given is what MCP takes it for. */
function told({ title, description, inputSchema, outputSchema, annotations }: ToolDefinition) {
  const hints = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };
  return { title, description, inputSchema, outputSchema, annotations: { ...hints, ...annotations } };
}

function inWords({ pointer, change, was, is }: Difference): Finding {
  const says = was === undefined ? 'is new' : is === undefined ? 'is gone' : 'is another';
  return { change, pointer, says };
}

function covers({ pointer: known }: Finding, pointer: string): boolean {
  return pointer === known || pointer.startsWith(`${known}/`);
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
