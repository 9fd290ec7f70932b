import type { Dialect } from './dialect.ts';
import { flat } from './flat.ts';
import { seed } from './seed.ts';
import { snakeCase } from './snake-case.ts';
import { wrapped } from './wrapped.ts';

/** Every dialect. The first that recognizes a value reads it: some registries answer in two at once, the newest of which counts. */
export const dialects: readonly Dialect[] = [wrapped, seed, snakeCase, flat];
