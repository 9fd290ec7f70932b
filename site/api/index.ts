import { search } from '../search/make-search.ts';
import { badges } from './badges.ts';
import { changes } from './changes.ts';
import { feeds } from './feeds.ts';
import type { FileMaker } from './file-maker.ts';
import { hostRules } from './host-rules.ts';
import { lists } from './lists.ts';
import { llms } from './llms.ts';
import { markdown } from './markdown.ts';
import { names } from './names.ts';
import { openSearch } from './open-search.ts';
import { openApi } from './reference/open-api.ts';
import { registryTree } from './registry-tree.ts';
import { incidents, reports } from './status.ts';

/** Every kind of file for other programs. To add one: write its file, add its line. */
export const FILES: FileMaker[] = [
  registryTree,
  lists,
  changes,
  reports,
  incidents,
  badges,
  feeds,
  llms,
  names,
  openSearch,
  openApi,
  markdown,
  search,
  hostRules,
];
