import { badges } from './badges.ts';
import { feeds } from './feeds.ts';
import type { FileMaker } from './file-maker.ts';
import { incidents, reports } from './status.ts';

/** Every kind of file for other programs. To add one: write its file, add its line. */
export const FILES: FileMaker[] = [reports, incidents, badges, feeds];
