import type { Registry } from '../../../catalog/registry.ts';
import type { Incident } from '../../../catalog/status/status.ts';
import { serverPath, siteAddress } from '../../../catalog/urls.ts';
import type { ServerToolsChange } from '../../events.ts';
import type { News } from '../../news.ts';
import { DRIFT, toolsChanged } from '../../words/drift.ts';
import { happened } from '../../words/incident.ts';
import { newsWords } from '../../words/news.ts';
import { REASONS } from '../../words/reasons.ts';
import { moment } from '../../words/time.ts';
import { line } from '../../words/visible.ts';
import type { FeedItem } from './feed.ts';

type Home = Pick<Registry, 'id' | 'siteUrl'>;

/** An incident as an item: once when it is confirmed, and updated when it is over. */
export function incidentItem(incident: Incident, registry: Home): FeedItem {
  const { id, server, reason, cause, startedAt, confirmedAt, endedAt } = incident;
  const over = endedAt !== null && Date.parse(endedAt) > Date.parse(confirmedAt) ? endedAt : confirmedAt;
  return {
    id: tagOf(registry, `incident/${id}`),
    url: siteAddress(registry.siteUrl, `${serverPath(server)}#incidents`),
    title: `${server} ${happened(incident)}: ${REASONS[reason].short}`,
    text: [
      REASONS[reason].says,
      `From ${moment(startedAt)}${endedAt === null ? '; it lasts.' : ` to ${moment(endedAt)}.`}`,
      `What we saw: ${line(cause, 500)}`,
    ].join('\n'),
    publishedAt: confirmedAt,
    updatedAt: over,
  };
}

/** A change of tools as an item. It never changes. */
export function toolsItem(change: ServerToolsChange, registry: Home): FeedItem {
  const { server, at, added, removed, changed } = change;
  const lists = Object.entries({ New: added, Gone: removed, Changed: changed });
  return {
    id: tagOf(registry, `tools/${server}/${at}`),
    url: siteAddress(registry.siteUrl, `${serverPath(server)}#tool-changes`),
    title: `Tools of ${server}: ${toolsChanged(change)} (${DRIFT[change.change].short})`,
    text: [
      DRIFT[change.change].says,
      ...lists.flatMap(([word, names]) =>
        names.length > 0 ? [`${word}: ${names.map((name) => line(name, 80)).join(', ')}`] : [],
      ),
    ].join('\n'),
    publishedAt: at,
    updatedAt: at,
  };
}

/** Any change as an item. It never changes. */
export function newsItem(news: News, registry: Home): FeedItem {
  if (news.kind === 'tools') return toolsItem(news.tools, registry);
  const { server, at, change, version } = news;
  return {
    id: tagOf(registry, `changes/${server}/${version}/${change}/${at}`),
    url: siteAddress(registry.siteUrl, serverPath(server)),
    title: `${server} ${newsWords(news)}`,
    text: line(news.title, 200),
    publishedAt: at,
    updatedAt: at,
  };
}

/** An id for ever (https://www.rfc-editor.org/rfc/rfc4151): the registry's name stands in it, wherever its site may lie. */
export function tagOf({ id }: Pick<Registry, 'id'>, what: string): string {
  return `tag:${id.split('.').reverse().join('.')},2026:${what}`;
}
