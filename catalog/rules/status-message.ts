import { membersOf, toPointer } from '../json/json.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { textIn } from './server-view.ts';

/** The official registry refuses it too: whoever sets a version active again clears the message. */
export const statusMessage: FileRule = {
  code: 'E324',
  name: 'status-message',
  severity: 'error',
  why: '`statusMessage` says why a version is deprecated or deleted; an active one has nothing to say.',
  scope: 'file',
  kinds: ['listing'],
  run: ({ value }) =>
    membersOf(membersOf(value).find(([key]) => key === 'versions')?.[1])
      .filter(([, record]) => textIn(record, 'status') === 'active' && textIn(record, 'statusMessage') !== undefined)
      .map(([version]) => ({
        pointer: toPointer(['versions', version, 'statusMessage']),
        at: 'key',
        message: `Version ${version} is active and has a "statusMessage"`,
        fix: 'Delete the message, or correct the status.',
      })),
  examples: {
    passes: example({ listing: { versions: aRecord('deprecated') } }),
    fails: example({ listing: { versions: aRecord('active') } }),
  },
};

function aRecord(status: string) {
  return { '1.0.0': { status, statusMessage: 'Use com.example/climate', publishedAt: '2026-01-02T03:04:05Z' } };
}
