import { categoryPath, markdownPath, siteAddress } from '../../catalog/urls.ts';
import type { Site } from '../site.ts';
import { counted, grouped } from '../words/numbers.ts';
import { line } from '../words/visible.ts';
import type { FileMaker } from './file-maker.ts';
import { OPEN_API } from './reference/open-api.ts';

/** What a language model should know of this registry, and where it reads on: https://llmstxt.org */
export const llms: FileMaker = function* (site) {
  const { registry } = site.snapshot;
  const link = ([title, path, says]: Link) =>
    `- [${title}](${siteAddress(registry.siteUrl, path)})${says ? `: ${says}` : ''}`;
  const categories = [...site.categories].map(
    ([name, cards]): Link => [name, categoryPath(name), grouped(cards.length)],
  );
  yield [
    'llms.txt',
    `# ${line(registry.title)}

> ${line(registry.description)}

${overview(site)}

The page of a server is \`server/<namespace>/<name>/\`. Beside it lie \`index.md\`, the same as Markdown: what it is, its
health, how to reach it, its tools; and \`index.json\`, its versions, its tools with their definitions, and its health. For
example <${siteAddress(registry.siteUrl, exampleOf(site))}>. A server without a check by us is "not known", which is not "down".

## For machines

${MACHINES.map(link).join('\n')}

## For people

${PEOPLE.map(link).join('\n')}

## Categories

${categories.map(link).join('\n')}
`,
  ];
};

type Link = [title: string, path: string, says: string];

const MACHINES: Link[] = [
  ['Index', 'index.json', 'what this registry is, and where each file of it lies'],
  ['API, path by path', OPEN_API, 'the OpenAPI document of all that can be asked of these files'],
  ['Registry API', 'v0.1/servers/index.html', "the official registry API's list of servers, as JSON"],
  ['Health of all servers', 'status/summary.json', 'health, reason and uptime of each server that was looked at'],
  ['Incidents', 'status/incidents.json', 'what went wrong, since when, with evidence'],
  ['Changes', 'changes/latest.json', 'the newest hundred changes of versions'],
  ['Sitemap', 'sitemap.xml', ''],
];

const PEOPLE: Link[] = [
  ['Servers', '', 'what works first'],
  ['A to Z', 'a-to-z/', ''],
  ['Health', 'status/', 'what is down, since when, and why'],
  ['What changed', 'changes/', 'day by day'],
];

/** The Markdown of a server that is here. */
function exampleOf({ cards: [first] }: Site): string {
  return markdownPath(first?.id ?? 'com.example/weather');
}

function overview({ cards }: Site): string {
  const of = (health: string) => grouped(cards.filter((card) => card.health === health).length);
  return (
    `${counted(cards.length, 'MCP server')}: ${of('healthy')} healthy, ${of('degraded')} degraded, ` +
    `${of('unhealthy')} unhealthy, ${of('unknown')} of unknown health.`
  );
}
