import type { Reason } from '../../catalog/status/status.ts';
import { UpstreamFault } from './fault.ts';
import { type HttpAnswer, headerOf, readText } from './http.ts';

/** The fault that an HTTP status other than success stands for. Reads (and so frees) the answer's body. */
export async function refusalOf(answer: HttpAnswer): Promise<UpstreamFault> {
  const text = await readText(answer, MAX_PAGE_BYTES).catch(() => '');
  const { status } = answer;
  const contentType = headerOf(answer, 'content-type');
  if (isBotWall(answer, text))
    return new UpstreamFault('bot-wall', `a bot wall answered ${status}`, { executed: 'no' });
  if (status === 429) {
    const after = headerOf(answer, 'retry-after');
    return new UpstreamFault('rate-limited', `too many requests${after ? `; asks to wait ${after}` : ''}`, {
      executed: 'no',
    });
  }
  if (AUTH_STATUSES.has(status)) {
    const resourceMetadata = /resource_metadata\s*=\s*"([^"]{1,2048})"/i.exec(
      headerOf(answer, 'www-authenticate'),
    )?.[1];
    const reason: Reason = resourceMetadata ? 'auth-required' : 'auth-opaque';
    return new UpstreamFault(reason, `the upstream wants a sign-in (${status})`, { executed: 'no', resourceMetadata });
  }
  if (status >= 500) return new UpstreamFault('http-5xx', `the upstream answered ${status}`);
  const what = contentType.split(';')[0] || 'nothing readable';
  return new UpstreamFault('not-mcp', `the upstream answered ${status} with ${what}`, { executed: 'no' });
}

/** A wall may say what it is far down: what is judged is read to its end. */
const MAX_PAGE_BYTES = 1024 * 1024;

/** A sign-in, a payment, a permission, a proxy's sign-in: the server is there, and asks who we are. */
const AUTH_STATUSES = new Set([401, 402, 403, 407]);

function isBotWall(answer: HttpAnswer, text: string): boolean {
  if (headerOf(answer, 'cf-mitigated') === 'challenge') return true;
  return (answer.status === 403 || answer.status === 503) && /<title>just a moment|captcha|cf-challenge/i.test(text);
}
