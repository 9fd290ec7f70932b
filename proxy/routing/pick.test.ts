import { expect, it } from 'vitest';
import type { Health } from '../../catalog/status.ts';
import { pick } from './pick.ts';

function instance(id: string, health: Health, inFlight = 0) {
  return { id, live: { health }, inFlight };
}

it('prefers the healthier, then the less busy, then the order of the configuration', () => {
  const instances = [
    instance('down', 'unhealthy'),
    instance('unseen', 'unknown'),
    instance('busy', 'healthy', 3),
    instance('slow', 'degraded'),
    instance('idle', 'healthy'),
    instance('idle too', 'healthy'),
  ];
  expect(pick(instances).map(({ id }) => id)).toEqual(['idle', 'idle too', 'busy', 'slow', 'unseen', 'down']);
});

it('leaves out nobody: when all are down, a call finds out for itself', () => {
  expect(pick([instance('a', 'unhealthy'), instance('b', 'unhealthy')])).toHaveLength(2);
});
