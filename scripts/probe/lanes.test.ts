import { expect, it } from 'vitest';
import { probeLanes } from './lanes.ts';
import { aService } from './testing.ts';

it('lets hundreds of remotes be looked at together, and a few processes, which they do not hold up', async () => {
  const [spec] = aService().instances;
  if (!spec) throw new Error('a service has an instance');
  const lanes = probeLanes();
  const now = { remote: 0, local: 0 };
  let over = () => {};
  const ended = new Promise<void>((resolve) => {
    over = resolve;
  });
  const looks = Array.from({ length: 600 }, (_none, index) => {
    const kind = index < 300 ? 'remote' : 'local';
    return lanes({ ...spec, transport: kind === 'local' ? 'stdio' : 'sse' }, async () => {
      now[kind] += 1;
      await ended;
    });
  });
  await new Promise((later) => setImmediate(later));
  expect(now).toEqual({ remote: 208, local: 8 });
  over();
  await Promise.all(looks);
  expect(now).toEqual({ remote: 300, local: 300 });
});
