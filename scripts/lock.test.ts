import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { ROOT } from './command.ts';

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      resolved: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const { packages } = Lock.parse(JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')));

it('holds no download address, so that every machine asks its own registry', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
});

it('has an entry for each platform’s own package, so that `npm ci` works everywhere', () => {
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isFound(place, name)),
  );
  expect(missing).toEqual([]);
});

/** Looks a package up the way Node does: beside the one that wants it, then further up. */
function isFound(place: string, name: string): boolean {
  if (packages[join(place, 'node_modules', name)]) return true;
  return place !== '' && isFound(place.slice(0, Math.max(0, place.lastIndexOf('node_modules') - 1)), name);
}
