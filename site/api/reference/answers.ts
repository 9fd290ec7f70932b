import { SnapshotManifest } from '../../../catalog/snapshot/snapshot-files.ts';
import { StatusSummaries } from '../../../catalog/status/status.ts';
import { Incidents, StatusReport } from '../../../catalog/status/status-report.ts';
import type { AnswerGroup } from './answer.ts';
import { Badge, Entry, Health, Index, LatestChanges, Ping, ServerList, ServerResponse } from './shapes.ts';

const JSON_TYPE = 'application/json';

/** What a host of files answers, in groups. To add one: a line here; a test asks for each. */
export const ANSWERS: AnswerGroup[] = [
  {
    title: 'Registry API v0.1',
    says: 'The official registry API as far as files can answer it, in the same bytes as the proxy. Queries change nothing.',
    answers: [
      {
        path: 'v0.1/servers',
        says: 'The latest version of every server, in one list without a cursor',
        type: JSON_TYPE,
        body: { name: 'ServerList', shape: ServerList },
      },
      {
        path: 'v0.1/servers/{serverName}/versions',
        says: 'All versions of a server, the newest first',
        type: JSON_TYPE,
        body: { name: 'ServerList', shape: ServerList },
      },
      {
        path: 'v0.1/servers/{serverName}/versions/{version}',
        says: 'One version of a server; the newest is called latest',
        type: JSON_TYPE,
        body: { name: 'ServerResponse', shape: ServerResponse },
      },
      {
        path: 'v0.1/health',
        says: 'Whether the registry answers',
        type: JSON_TYPE,
        body: { name: 'Health', shape: Health },
      },
      { path: 'v0.1/ping', says: 'A sign of life', type: JSON_TYPE, body: { name: 'Ping', shape: Ping } },
    ],
  },
  {
    title: 'One server',
    says: 'All that its page says, for programs.',
    answers: [
      {
        path: 'server/{namespace}/{name}/index.json',
        says: 'Its versions, listing, tools with their definitions, and health',
        type: JSON_TYPE,
        body: { name: 'Entry', shape: Entry },
      },
      { path: 'server/{namespace}/{name}/index.md', says: 'The same for who reads text', type: 'text/markdown' },
      {
        path: 'status/servers/{namespace}/{name}.json',
        says: 'Its status with incidents, changes of tools and evidence in full',
        type: JSON_TYPE,
        body: { name: 'StatusReport', shape: StatusReport },
      },
      { path: 'badges/{namespace}/{name}.svg', says: 'Its health as a picture', type: 'image/svg+xml' },
      {
        path: 'badges/{namespace}/{name}.json',
        says: 'The same for the endpoint badge of shields.io',
        type: JSON_TYPE,
        body: { name: 'Badge', shape: Badge },
      },
    ],
  },
  {
    title: 'All servers',
    says: 'Health, incidents and changes of the whole registry.',
    answers: [
      {
        path: 'index.json',
        says: 'What this registry is, and where the rest is',
        type: JSON_TYPE,
        body: { name: 'Index', shape: Index },
      },
      {
        path: 'status/summary.json',
        says: 'The status of every server that was looked at',
        type: JSON_TYPE,
        body: { name: 'StatusSummaries', shape: StatusSummaries },
      },
      {
        path: 'status/incidents.json',
        says: 'Incidents, the newest first: all that last, the newest 500 that ended',
        type: JSON_TYPE,
        body: { name: 'Incidents', shape: Incidents },
      },
      {
        path: 'changes/latest.json',
        says: 'The newest hundred changes of versions, and the files of each month',
        type: JSON_TYPE,
        body: { name: 'LatestChanges', shape: LatestChanges },
      },
      { path: 'feeds/{feed}.{format}', says: 'The newest hundred of a kind, for feed readers', type: JSON_TYPE },
      {
        path: 'snapshot/manifest.json',
        says: 'The catalog as the proxy reads it: its parts, with their hashes',
        type: JSON_TYPE,
        body: { name: 'SnapshotManifest', shape: SnapshotManifest },
      },
    ],
  },
];
