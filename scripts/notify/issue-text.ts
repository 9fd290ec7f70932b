import type { Notify } from '../../catalog/listing.ts';
import type { Notification } from '../../catalog/status/notification.ts';
import { REASONS } from '../../site/words/reasons.ts';
import { printable } from '../validate/printable.ts';

/** What issues say, in Markdown. Text of servers stands in blocks of code: there it mentions nobody, and links nowhere. */

/** The title of a server's issue. */
export function titleOf({ server, incident }: Notification): string {
  return `${server}: ${incident.severity === 'major' ? 'down' : 'unstable'} (${REASONS[incident.reason].short})`;
}

/** An incident that was confirmed: what, since when, what was seen, how to repeat it, and how to be told no more. */
export function confirmedText(notification: Notification, { mention = [] }: Notify): string {
  const { server, version, incident, page, status } = notification;
  const { reason, cause, startedAt, confirmedAt, evidence, severity } = incident;
  const what = severity === 'major' ? 'does not work' : 'works and keeps changing';
  return [
    `\`${server}\` ${what} since ${startedAt}, confirmed ${confirmedAt} (version ${code(version)}): ${REASONS[reason].says} (\`${reason}\`)`,
    block(cause),
    `What was sent and seen in the step ${code(evidence.step)}:`,
    block(`${evidence.request}\n\n${evidence.response}`),
    'To repeat it:',
    block(evidence.repeat),
    `[Page](${page}) · [status as JSON](${status})`,
    `This issue is closed when two runs in a row find the server well.${lastText(notification)}`,
    'You are told because `probe.notify` in the `listing.json` of this server asks for it; take it away to opt out.',
    ...(mention.length > 0 ? [`cc ${mention.map((login) => `@${login}`).join(' ')}`] : []),
    `${serverMark(server)}${newsMark(notification)}`,
  ].join('\n\n');
}

/** An incident that is over. */
export function endedText(notification: Notification): string {
  const { server, incident, page } = notification;
  const since = `\`${server}\` works since ${notification.at}; the incident began ${incident.startedAt}.`;
  return [`${since}${lastText(notification)}`, `[Page](${page})`, newsMark(notification)].join('\n\n');
}

function lastText({ last }: Notification): string {
  return last ? ' This is the last message of today (UTC): whatever follows is on the page.' : '';
}

/** Hidden in an issue: whose it is. */
export function serverMark(server: string): string {
  return `<!-- incidents of ${server} -->`;
}

/** Hidden in what was written: which news it tells. */
export function newsMark({ id }: Notification): string {
  return `<!-- news ${id} -->`;
}

/** A fence longer than any in the text, which so cannot end it. */
function block(text: string): string {
  const lines = text.split(/\r?\n/).map(printable).join('\n');
  const fence = fenceFor(lines, 3);
  return `${fence}text\n${lines}\n${fence}`;
}

function code(text: string): string {
  const line = printable(text);
  const fence = fenceFor(line, 1);
  return `${fence} ${line} ${fence}`;
}

function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return '`'.repeat(Math.max(least, longest + 1));
}
