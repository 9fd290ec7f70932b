import type { Canary } from './canary.ts';
import { expired, expiring } from './certificates.ts';
import { legacy, modern } from './healthy.ts';
import { unpublished, withdrawn } from './packages.ts';
import { closed, inside, nameless, redirect } from './places.ts';
import { crashing, keyless, noisy, runnerless } from './processes.ts';
import { broken, page } from './strangers.ts';
import { otherWay, otherWayRound, sse } from './streams.ts';
import { drifting, hanging, late, malformed, planned, unlisted } from './tools.ts';
import { botWall, opaqueWall, rateLimit, wall } from './walls.ts';

/** All canaries, from well to unwell. */
export const CANARIES: Canary[] = [
  ...[modern, legacy, noisy, drifting, wall, opaqueWall],
  ...[late, unlisted, malformed, expiring, sse],
  ...[nameless, closed, expired, hanging, broken, page, redirect, otherWay, otherWayRound, inside],
  ...[unpublished, withdrawn, crashing],
  ...[rateLimit, botWall, planned, keyless, runnerless],
];
