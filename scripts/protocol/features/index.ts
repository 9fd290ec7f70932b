import type { Feature } from '../feature.ts';
import { CHANGES } from './changes.ts';
import { INPUT } from './input.ts';
import { OFFERS } from './offers.ts';
import { OPENING } from './opening.ts';
import { PASSING } from './passing.ts';
import { REFUSALS } from './refusals.ts';
import { SIGNALS } from './signals.ts';
import { TOOLS } from './tools.ts';

/** Every feature there is, in the order of the table in proxy/README.md. */
export const FEATURES: Feature[] = [
  ...OPENING,
  ...TOOLS,
  ...SIGNALS,
  ...INPUT,
  ...OFFERS,
  ...CHANGES,
  ...REFUSALS,
  ...PASSING,
];
