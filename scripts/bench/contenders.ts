import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CONNECTIONS, type Contender } from './contender.ts';
import { nginx } from './nginx.ts';
import { bundled, bundledOfMany, fromSources, withWorkers } from './ours.ts';
import { PEER_CONTENDERS } from './peers.ts';
import { statelessCall, wholeList } from './ways.ts';

/** No proxy at all. */
const direct: Contender = {
  name: 'direct',
  calls: [{ name: 'direct', request: statelessCall('/ten') }],
  lists: [
    { name: '10 tools', request: wholeList('/ten', 'ten') },
    { name: '500 tools', request: wholeList('/many', 'many') },
  ],
  connections: CONNECTIONS,
  prepare: null,
};

/** What goals are relative to. It is measured twice, so that one sees how far two equal ones are apart. */
const floor: Contender = {
  name: 'floor',
  calls: [
    { name: 'forwarded', request: statelessCall('/ten') },
    { name: 'forwarded, again', request: statelessCall('/ten') },
  ],
  lists: [],
  connections: CONNECTIONS,
  prepare: async ({ programs, port, upstream }) => [
    process.execPath,
    join(programs, 'floor.mjs'),
    String(port),
    upstream,
  ],
};

/** Everything that is measured; more than one worker only where the proxy's own help knows of them. */
export async function contenders(programs: string): Promise<Contender[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(programs, 'proxy.mjs'), '--help']);
  return [
    ...[direct, floor, bundled, bundledOfMany],
    ...(stdout.includes('--workers') ? [withWorkers] : []),
    ...[fromSources, nginx],
    ...PEER_CONTENDERS,
  ];
}
