import { basename } from 'node:path';
import type { Egress } from '../../../../catalog/net/connector.ts';
import { anyClient } from '../client-configs/clients.ts';
import { readConfigText } from '../client-configs/config-text.ts';
import { listedIn } from '../client-configs/listed.ts';
import { foundOf } from '../client-configs/listed-found.ts';
import { slugOf } from '../slug.ts';
import type { Found } from '../source.ts';

/** The variables that may be named, and the ways out of here. */
interface Ways {
  env: NodeJS.ProcessEnv;
  egress: Egress;
}

/**
 * The servers of an `mcp.json` in a folder, the file that hosts such as Claude Desktop and Cursor keep their servers in: a
 * process or a URL each. Throws when any part of it is none.
 */
export function readMcpJson(text: string, folder: string, ways: Ways): Found[] {
  const { listed, faults } = listedIn(readConfigText('mcp.json', text), anyClient);
  if (faults.length > 0) throw new Error(faults.map(({ at, message }) => `${at} ${message}`).join('; '));
  const id = `folder-${slugOf(basename(folder))}`;
  return listed.map((each) => foundOf(each, { ...ways, origin: folder, file: 'mcp.json', folder, id }));
}
