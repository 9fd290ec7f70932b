import { latestVersion, type SnapshotEntry, titleOf } from '../../catalog/snapshot/snapshot.ts';
import { markdownPath, serverPath, siteAddress, statusPath } from '../../catalog/urls.ts';
import { startBlock } from '../install/formats.ts';
import { shellLine } from '../install/shell.ts';
import { textOf } from '../install/value.ts';
import { waysOf } from '../install/way.ts';
import type { Site } from '../site.ts';
import { argumentsOf } from '../words/arguments.ts';
import { factWords } from '../words/facts.ts';
import { md, mdBlock, mdCode } from '../words/markdown.ts';
import { percent } from '../words/numbers.ts';
import { stateOf } from '../words/state.ts';
import { dayOf, moment } from '../words/time.ts';
import type { ServerFileMaker } from './file-maker.ts';

/** The page of a server as Markdown, for programs that read text: what it is, how it does, how to reach it, its tools. */
export const markdown: ServerFileMaker = (entry, { site }) => [[markdownPath(entry.name), () => pageOf(entry, site)]];

function pageOf(entry: SnapshotEntry, site: Site): string {
  const { server, status, publishedAt } = latestVersion(entry);
  const { siteUrl } = site.snapshot.registry;
  const at = (path: string) => siteAddress(siteUrl, path);
  const parts = [
    `# ${md(titleOf(entry), 160)}`,
    `> ${md(server.description, 500)}`,
    [
      `- Name: ${mdCode(entry.name)}`,
      `- Version: ${entry.listing.versionOrigin === 'none' ? 'unversioned' : mdCode(server.version, 60)}, ${status}, ${dayOf(publishedAt)}`,
      ...(server.repository ? [`- Source: ${md(server.repository.url, 200)}`] : []),
      ...(entry.listing.facts ?? []).flatMap((fact) => {
        const words = factWords(fact);
        return words ? [`- ${words.name}: ${md(words.says)}, since ${dayOf(words.at)}`] : [];
      }),
      `- Page: <${at(serverPath(entry.name))}>, JSON: <${at(`${serverPath(entry.name)}index.json`)}>, status: <${at(statusPath(entry.name))}>`,
    ].join('\n'),
    ...(status === 'deleted' ? [] : [healthOf(entry), ...installOf(entry, site)]),
    ...toolsOf(entry, site),
  ];
  return `${parts.join('\n\n')}\n`;
}

function healthOf({ status }: SnapshotEntry): string {
  const { verdict, lead, moment: when, rest } = stateOf(status);
  const [up = 0, checks = 0] = status?.uptime['30d'] ?? [];
  const share = checks >= 10 ? `\n\nUp in 30 days: ${percent(up, checks)} of ${checks} checks.` : '';
  return `## Health\n\n${[verdict, lead, when ? moment(when) : ''].filter(Boolean).join(' ')}${rest}${share}`;
}

function installOf(entry: SnapshotEntry, { snapshot: { registry } }: Site): string[] {
  const ways = waysOf(latestVersion(entry).server, registry.proxyUrl, entry.alias ?? entry.name).map((way) => {
    const head = `### ${md(way.label, 60)}`;
    if ('refused' in way) return `${head}\n\nWe print no command for this: ${md(way.refused)}`;
    const { launch, asks } = way;
    const start = way.start ? [mdBlock(startBlock(way.start).text, 'sh')] : [];
    const reach = ((): string => {
      switch (launch.kind) {
        case 'remote':
          return [
            `Address: ${mdCode(
              textOf(launch.url, ({ ask }) => `<${ask}>`),
              2000,
            )} (${launch.transport})`,
            ...launch.headers.map(
              ([name, value]) => `Header: ${mdCode(`${name}: ${textOf(value, ({ ask }) => `<${ask}>`)}`, 2000)}`,
            ),
          ].join('\n\n');
        case 'process':
          return mdBlock(shellLine({ env: launch.env, words: [launch.command, ...launch.args] }), 'sh');
        case 'bundle':
          return `Bundle: ${mdCode(launch.url, 2000)}`;
      }
    })();
    const given = asks.map(
      ({ ask, secret, description }) =>
        `- ${mdCode(ask)}${secret ? ', secret' : ''}${description && `: ${md(description)}`}`,
    );
    return [head, ...start, reach, ...(given.length > 0 ? [`You fill in:\n\n${given.join('\n')}`] : [])].join('\n\n');
  });
  return ways.length > 0 ? ['## How to reach it', ...ways] : [];
}

function toolsOf({ name, tools }: SnapshotEntry, { snapshot }: Site): string[] {
  if (!tools) return ['## Tools\n\nWe have not seen its tools yet.'];
  const seen = tools.source === 'lock' ? 'Reviewed and locked.' : 'Seen at our last good look; not reviewed.';
  const each = (snapshot.definitions.get(name) ?? []).map(({ name: tool, definition }) => {
    const { rows, more } = argumentsOf(definition);
    const lines = rows.map(
      ({ name: argument, required, type, meaning }) =>
        `- ${mdCode(argument)}${required ? ', required' : ''}: ${md(type)}${meaning && `. ${md(meaning, 600)}`}`,
    );
    return [
      `### ${mdCode(tool, 128)}`,
      ...(definition.description ? [md(definition.description, 600)] : []),
      ...(lines.length > 0 ? [lines.join('\n')] : []),
      ...(more > 0 ? [`and ${more} more arguments`] : []),
    ].join('\n\n');
  });
  return [`## ${tools.tools.length === 1 ? '1 tool' : `${tools.tools.length} tools`}\n\n${seen}`, ...each];
}
