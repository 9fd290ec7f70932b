import { badgeDataPath, badgePath } from '../../catalog/urls.ts';
import { BADGE_COLORS, BADGE_LABEL, badgeOf } from './badge.ts';
import { badgeSvg } from './badge-svg.ts';
import { json, type ServerFileMaker } from './file-maker.ts';

/** The health of a server as a badge: a picture of ours, and what shields.io makes one of (its endpoint format, version 1). */
export const badges: ServerFileMaker = ({ name, status }) => {
  const { message, color } = badgeOf(status);
  return [
    [badgePath(name), () => badgeSvg({ label: BADGE_LABEL, message, fill: BADGE_COLORS[color] })],
    [badgeDataPath(name), () => json({ schemaVersion: 1, label: BADGE_LABEL, message, color })],
  ];
};
