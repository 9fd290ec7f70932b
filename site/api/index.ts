import { search } from '../search/make-search.ts';
import { badges } from './badges.ts';
import { changes } from './changes.ts';
import { feeds, serverFeed } from './feeds.ts';
import type { FileMaker, ServerFileMaker } from './file-maker.ts';
import { hostRules } from './host-rules.ts';
import { lists } from './lists.ts';
import { llms } from './llms.ts';
import { markdown } from './markdown.ts';
import { names } from './names.ts';
import { openSearch } from './open-search.ts';
import { openApi } from './reference/open-api.ts';
import { registryTree, serverTree } from './registry-tree.ts';
import { incidents, report } from './status.ts';

/** Every kind of file for other programs, beside those of one server. To add one: write its file, add its line. */
export const FILES: FileMaker[] = [
  registryTree,
  lists,
  changes,
  incidents,
  feeds,
  llms,
  names,
  openSearch,
  openApi,
  search,
  hostRules,
];

/** Every kind of file that there is of each server for other programs. */
export const SERVER_FILES: ServerFileMaker[] = [serverTree, report, badges, serverFeed, markdown];
