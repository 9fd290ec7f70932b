import { badgeDataPath, badgePath } from '../../catalog/urls.ts';
import { BADGE_COLORS, BADGE_LABEL, badgeOf } from './badge.ts';
import { badgeSvg } from './badge-svg.ts';
import { type FileMaker, json } from './file-maker.ts';

/** The health of each server as a badge: a picture of ours, and what shields.io makes one of (its endpoint format, version 1). */
export const badges: FileMaker = ({ snapshot: { entries } }) =>
  entries.flatMap(({ name, status }) => {
    const { message, color } = badgeOf(status);
    const picture = () => badgeSvg({ label: BADGE_LABEL, message, fill: BADGE_COLORS[color] });
    const data = () => json({ schemaVersion: 1, label: BADGE_LABEL, message, color });
    return [
      [badgePath(name), picture, [message, color]],
      [badgeDataPath(name), data, [message, color]],
    ];
  });
