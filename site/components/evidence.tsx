import type { Evidence } from '../../catalog/status/status.ts';
import { line, visible } from '../words/visible.ts';
import { Code } from './code.tsx';

/** A page stays small; the whole of it is in the server's status as JSON. */
const MOST = 1200;

/** What was sent and seen, and the command that repeats it: closed until somebody asks. */
export function EvidenceDetails({
  evidence: { step, request, response, repeat },
  title = 'Evidence',
  of,
}: {
  evidence: Evidence;
  title?: string;
  /** Whose it is, for those who hear the page, where several stand on it. */
  of?: string;
}) {
  return (
    <details class="ev">
      <summary>
        {title}
        {of && <span class="vh"> about {of}</span>}
      </summary>
      <Code
        caption={`What we sent and saw, at the step "${line(step, 40)}"`}
        language="text"
        text={`${cut(request)}\n\n${cut(response)}`}
      />
      <Code caption="Repeat this check" language="shell" text={visible(repeat)} />
    </details>
  );
}

function cut(text: string): string {
  const shown = visible(text);
  return shown.length <= MOST ? shown : `${shown.slice(0, MOST).replace(/[\ud800-\udbff]$/, '')}…`;
}
