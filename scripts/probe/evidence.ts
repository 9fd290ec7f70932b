import type { Evidence, StepsMs } from '../../catalog/status/status.ts';
import type { HttpTarget } from '../../proxy/upstream/http.ts';
import type { Witness, Witnessed } from '../../proxy/upstream/witness.ts';
import { curlOf } from './curl.ts';
import { redactedHeader, redactedUrl, withoutSecrets } from './redact.ts';

/** What was sent and seen in the step that a look ended with. `repeat` is null where only a probe repeats it. */
export type LookEvidence = Omit<Evidence, 'repeat' | 'step'> & { step: Step; repeat: string | null };

/** A step of a look; `start` comes before all others. */
export type Step = keyof StepsMs | 'start';

const LONGEST = 4096;

/** The heads of the last exchange with an instance, without secrets, and what was seen in words. */
export function evidenceOf(
  { http, witness, message }: { http: HttpTarget; witness: Witness; message: string },
  step: Step,
): LookEvidence {
  const secrets = Object.values(http.headers);
  const { last } = witness;
  // Before a connection nothing was sent: what there is to see is where it was to go.
  const request = last ? requestHead(http, last) : `connect to ${redactedUrl(http.url)}`;
  const response = last?.answer ? `${answerHead(last.answer)}\n\n${message}` : message;
  const clean = (text: string) => withoutSecrets(text, secrets).slice(0, LONGEST);
  return { step, request: clean(request), response: clean(response), repeat: last ? curlOf(http, last) : null };
}

function requestHead({ url, headers: own }: HttpTarget, { method, path, headers }: Witnessed): string {
  const ownNames = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const lines = [`${method} ${redactedUrl(path)}`, `host: ${new URL(url).host}`];
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] ?? '').toLowerCase();
    const isOwn = ownNames.has(name) && name !== 'user-agent';
    lines.push(`${name}: ${isOwn ? '[redacted]' : redactedHeader(name, headers[at + 1] ?? '')}`);
  }
  return lines.join('\n');
}

function answerHead({ status, headers }: NonNullable<Witnessed['answer']>): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${name}: ${redactedHeader(name, each)}`),
  );
  return [`HTTP ${status}`, ...lines].join('\n');
}
