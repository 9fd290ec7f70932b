import { asCode } from '../../pull-request/summary.ts';
import { count } from '../../validate/count.ts';
import type { Candidate } from '../candidate.ts';
import { FLAG_CODES } from '../flag.ts';

/** The words of a pull request. Text of strangers stands in code: it mentions nobody, links nowhere, and is no HTML. */

/** So many of the places where a server is, or was seen, and so many flags, are told in a row. */
const TOLD = 3;

const HEAD = '| server | what | where it is | seen | confidence | to check |\n|---|---|---|---|---|---|';

/** A candidate as a row of the table. It says nothing that another run would say otherwise of the same finds. */
export function rowFor({ name, server, seen, flags, confidence, nameOrigin }: Candidate): string {
  const { packages = [], remotes = [] } = server;
  const places = [
    ...packages.map(({ registryType, identifier, version }) => `${registryType} ${identifier} ${version ?? ''}`.trim()),
    ...remotes.map(({ url }) => url),
  ];
  const doubts = flags.map(({ code, message }) => `${code}: ${message}`);
  const cells = [
    cell(name),
    `${cell(server.version)}<br>${cell(server.description)}`,
    list(places),
    list(seen.map(({ source, where }) => `${source}: ${where}`)),
    `${confidence}, name ${nameOrigin === 'publisher' ? 'by its publisher' : 'derived'}`,
    list(doubts) || 'nothing stood out',
  ];
  return `| ${cells.join(' | ')} |`;
}

function list(texts: string[]): string {
  const more = texts.length > TOLD ? [`and ${texts.length - TOLD} more`] : [];
  return [...texts.slice(0, TOLD).map(cell), ...more].join('<br>');
}

/** A bar would end the cell, in code too. */
function cell(text: string): string {
  return asCode(text.replaceAll('|', '¦'), 200);
}

/** The rows in the words of a commit, by the names of their servers. */
export function rowsIn(message: string): Map<string, string> {
  const rows = message.split('\n').filter((line) => /^\| `+ [^`]+ `+ \|/.test(line));
  return new Map(rows.map((row) => [/^\| `+ ([^`]+?) `+ \|/.exec(row)?.[1] ?? '', row]));
}

export function titleFor(servers: number): string {
  return `Add ${count(servers, 'discovered server')}`;
}

/** The words of a commit: the next run reads the rows of what is not found again. */
export function messageFor(rows: readonly string[]): string {
  return `${titleFor(rows.length)}\n\n${rows.join('\n')}`;
}

/** The words of a pull request. */
export function bodyFor(rows: readonly string[]): string {
  const codes = Object.entries(FLAG_CODES).filter(([code]) => rows.some((row) => row.includes(` ${code}: `)));
  const legend = codes.map(([code, means]) => `- \`${code}\`: ${means}`);
  return [
    'Found by `npm run discover`. The catalog’s rules are kept; whether these servers belong here is for a person to say.',
    `${HEAD}\n${rows.join('\n')}`,
    ...(legend.length > 0 ? [`What the flags mean:\n\n${legend.join('\n')}`] : []),
    CHECKS,
  ].join('\n\n');
}

const CHECKS = `Before it is merged:

- Is it what its description says, and whose its name says? Open the repository and the package.
- Categories are nobody’s guess: add them to \`listing.json\`.
- What is not to be proposed again goes into \`catalog/refused.json\`, with a reason: the next run takes it out of here, and closes this when nothing is left. Closed by a person, it stays closed.`;

/** Why a pull request is closed. */
export const STALE = 'All that this proposes is in the catalog by now, or was refused. Closed by `npm run discover`.';
