import { type FlaggedText, flaggedText, visible } from '../../catalog/flagged-text.ts';
import type { Drift } from '../../catalog/status/status.ts';
import { changesOf } from '../../catalog/tools/drift.ts';
import type { ToolLock } from '../../catalog/tools/tool.ts';
import { type ToolChange, worstOf } from '../../catalog/tools/tool-change.ts';

/** What a proposed lock changes, for whoever reviews it. */
export interface LockReview {
  server: string;
  /** The worst of all changes; null where nothing was locked before. */
  drift: Drift | null;
  changes: ToolChange[];
  flagged: (FlaggedText & { tool: string })[];
}

/** Compares a proposed lock with the one before it. Flagged text is looked for in what is new or has changed. */
export function reviewOf(server: string, before: ToolLock | null, next: ToolLock): LockReview {
  const changes = changesOf(before?.tools ?? [], next.tools);
  const changed = new Set(changes.map(({ tool }) => tool));
  const flagged = next.tools
    .filter(({ name }) => changed.has(name))
    .flatMap(({ name, definition }) => flaggedText(definition).map((flag) => ({ tool: name, ...flag })));
  return { server, drift: before && worstOf(changes.map(({ change }) => change)), changes, flagged };
}

const MOST_VALUE = 400;
/** The body of a pull request may have 65,536 characters. */
const MOST_BODY = 60_000;

/** Reviews as text, in Markdown: the body of a pull request. What servers say stands in code, and nothing in it is hidden. */
export function reviewText(reviews: readonly LockReview[]): string {
  const text = reviews.map(section).join('\n');
  if (text.length <= MOST_BODY) return text;
  return `${text.slice(0, text.lastIndexOf('\n', MOST_BODY))}\n\nThe rest is left out: see the files.\n`;
}

function section({ server, drift, changes, flagged }: LockReview): string {
  const title = `## ${server}: ${drift ?? 'first lock'}`;
  const flags = flagged.map(
    ({ tool, what, pointer, excerpt }) => `- **${code(tool)} holds ${what}**, at ${code(pointer)}: ${code(excerpt)}`,
  );
  if (drift === null) {
    const tools = changes.map(({ tool }) => code(tool)).join(', ');
    return lines(title, ...flags, `- ${changes.length} tools: ${tools}`);
  }
  if (changes.length === 0) return lines(title, '- The tools are the same, of another version.');
  return lines(
    title,
    ...flags,
    ...changes.flatMap(({ tool, change, details }) => [
      `- ${code(tool)}: **${change}**`,
      ...details.map(({ pointer, was, is, says }) => `  - ${code(pointer || '/')} ${inProse(says)}${between(was, is)}`),
    ]),
  );
}

function between(was: unknown, is: unknown): string {
  const [before, now] = [was, is].map((value) => (value === undefined ? 'nothing' : code(JSON.stringify(value))));
  return `: ${before} → ${now}`;
}

function lines(title: string, ...rest: string[]): string {
  return `${[title, '', ...rest].join('\n')}\n`;
}

/** A fence that is longer than any inside, so that nothing gets out of it. */
function code(text: string): string {
  const shown = visible(text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE)}…` : text).replaceAll('\n', ' ');
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** Words of ours that quote names of the server's. */
function inProse(says: string): string {
  return says.replace(/"(?:[^"\\]|\\.)*"/g, code);
}
