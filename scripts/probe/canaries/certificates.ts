import { aCertificate } from '../../../catalog/net/certificate.ts';
import type { Canary } from './canary.ts';
import { serving } from './serving.ts';
import { listing, SONG, speaking } from './speaking.ts';

const DAY_MS = 86_400_000;

export const expired: Canary = {
  name: 'expired',
  expected: 'tls',
  about: 'It is well, and its certificate ended yesterday.',
  isQuick: true,
  start: (at) => secured(at, -1),
};

export const expiring: Canary = {
  name: 'expiring',
  expected: 'certificate-expiring',
  about: 'It is well, and its certificate ends within a week.',
  start: (at) => secured(at, 6),
};

/** A server that is well, behind a certificate that is trusted for so many more days. */
function secured(at: string, days: number) {
  const endsAt = new Date(Date.now() + days * DAY_MS);
  return serving(at, speaking({ 'tools/list': () => listing([SONG]) }), {
    secured: aCertificate('canary.invalid', { at, endsAt }),
  });
}
