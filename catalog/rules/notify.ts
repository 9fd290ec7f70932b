import { isObject } from '../json/json.ts';
import type { Fault } from '../json/json-source.ts';
import { example } from './example.ts';
import { isPrivateHost } from './private-host.ts';
import type { FileRule } from './rule.ts';
import { textIn } from './server-view.ts';

/** Where and how owners are told of incidents. */
export const notify: FileRule = {
  code: 'E330',
  name: 'notify',
  severity: 'error',
  why: 'A webhook is a public https address, which holds no password, and whoever is mentioned is so in an issue.',
  scope: 'file',
  kinds: ['listing'],
  run: ({ value }) => {
    const probe = isObject(value) ? value.probe : undefined;
    const notify = isObject(probe) ? probe.notify : undefined;
    return isObject(notify) ? [...webhookFaults(textIn(notify, 'webhook')), ...mentionFaults(notify)] : [];
  },
  examples: {
    passes: example({
      listing: { probe: { notify: { webhook: 'https://hooks.example.com/mcp', issue: true, mention: ['octocat'] } } },
    }),
    fails: example({ listing: { probe: { notify: { webhook: 'https://10.0.0.1/hook' } } } }),
  },
};

function webhookFaults(webhook: string | undefined): Fault[] {
  if (webhook === undefined || !URL.canParse(webhook)) return [];
  const pointer = '/probe/notify/webhook';
  const { hostname, username, password } = new URL(webhook);
  const faults: Fault[] = [];
  if (isPrivateHost(hostname)) {
    const fix = 'Give an address that everyone can reach, or be told by an issue.';
    faults.push({ pointer, message: `${hostname} is not reachable from elsewhere`, fix });
  }
  if (username !== '' || password !== '') {
    const fix = 'Take it out: everyone can read this file.';
    faults.push({ pointer, message: 'The address holds a user name or a password', fix });
  }
  return faults;
}

function mentionFaults({ mention, issue }: Record<string, unknown>): Fault[] {
  if (mention === undefined || issue === true) return [];
  return [
    { pointer: '/probe/notify/mention', message: 'Nobody is mentioned without an issue', fix: 'Add "issue": true.' },
  ];
}
