import { latestVersion, type SnapshotEntry, titleOf } from '../../catalog/snapshot/snapshot.ts';
import { type History, hasHistory, type Latencies, NO_HISTORY, NO_LATENCIES } from '../../catalog/status/history.ts';
import type { SignIn } from '../../catalog/traits.ts';
import { categoryPath, feedPath, serverPath } from '../../catalog/urls.ts';
import { cardOf } from '../card-of.ts';
import { CopyButton } from '../components/code.tsx';
import { Install } from '../components/install.tsx';
import { Notice } from '../components/notice.tsx';
import { Days } from '../components/server/days.tsx';
import { Incidents } from '../components/server/incidents.tsx';
import { Latency } from '../components/server/latency.tsx';
import { Origin } from '../components/server/origin.tsx';
import { Reach } from '../components/server/reach.tsx';
import { State } from '../components/server/state.tsx';
import { Take } from '../components/server/take.tsx';
import { ToolChanges } from '../components/server/tool-changes.tsx';
import { Tools } from '../components/server/tools.tsx';
import { Touch } from '../components/server/touch.tsx';
import { Versions } from '../components/server/versions.tsx';
import { Since } from '../components/when.tsx';
import { serverData } from '../linked-data.ts';
import type { To } from '../links.ts';
import { onceFor } from '../once-for.ts';
import type { Page, Site } from '../site.ts';
import { stateInShort } from '../words/state.ts';
import { line } from '../words/visible.ts';

/** The page of a server. It answers, in this order: does it work, how do I add it, can I trust it. */
export function serverPage(entry: SnapshotEntry, site: Site): Page {
  const state = latestVersion(entry).status === 'deleted' ? 'deleted' : stateInShort(entry.status);
  const title = hasSharedTitle(entry, site) ? `${shortTitle(entry)} (${entry.name})` : shortTitle(entry);
  return {
    path: pagePath(entry),
    title: `${title}, an MCP server: ${state}`,
    description: line(latestVersion(entry).server.description, 160),
    ...(hasHistory(historyOf(site, entry)) ? { feed: feedPath(entry.name) } : {}),
    ...(state === 'deleted' || site.lean ? {} : { about: serverData(entry, site.snapshot) }),
    brief: site.lean,
    body: (to) => <Server entry={entry} site={site} to={to} />,
  };
}

/** Where the page of a server lies. */
export function pagePath({ name }: SnapshotEntry): string {
  return `${serverPath(name)}index.html`;
}

/** Whether another server has the same title: their pages are told apart by the name. */
export function hasSharedTitle(entry: SnapshotEntry, site: Site): boolean {
  return sharedTitles(site).has(shortTitle(entry));
}

const sharedTitles = onceFor(({ snapshot: { entries } }: Site): Set<string> => {
  const [seen, shared] = [new Set<string>(), new Set<string>()];
  for (const title of entries.map((entry) => shortTitle(entry))) (seen.has(title) ? shared : seen).add(title);
  return shared;
});

const shortTitle = onceFor((entry: SnapshotEntry) => line(titleOf(entry), 80));

function Server({ entry, site, to }: { entry: SnapshotEntry; site: Site; to: To }) {
  const { registry, commit, at } = site.snapshot;
  const latest = latestVersion(entry);
  const deleted = latest.status === 'deleted';
  const definitions = definitionsOf(site, entry);
  const { signIn } = cardOf(entry, at);
  const history = historyOf(site, entry);
  const { incidents, toolChanges } = history;
  const showsIncidents = incidents.length > 0 || (!deleted && entry.status !== null);
  return (
    <>
      <Title entry={entry} to={to} />
      {latest.status !== 'active' && <LifecycleNotice entry={entry} />}
      <nav class="toc" aria-label="On this page">
        {!deleted && <TocLine id="install" words="Install" />}
        {!deleted && <TocLine id="reach" words="Reachability" />}
        {!deleted && entry.status && <TocLine id="days" words="90 days" />}
        {showsIncidents && <TocLine id="incidents" words="Incidents" />}
        {!deleted && <TocLine id="touch" words="What it can touch" />}
        <TocLine id="tools" words="Tools" />
        <TocLine id="versions" words="Versions" />
        <TocLine id="origin" words="Origin" />
      </nav>
      <div class="cols">
        {!deleted && <State entry={entry} />}
        {!deleted && (
          <Install
            server={latest.server}
            alias={entry.alias}
            proxyUrl={registry.proxyUrl}
            signIn={SIGN_IN[signIn[0] ?? 'unknown']}
            lean={site.lean}
            to={to}
          />
        )}
        <div class="main">
          {!deleted && <Reach entry={entry} evidence={history.evidence[0]} />}
          {!deleted && entry.status && <Days status={entry.status} at={at} />}
          {!deleted && entry.status && (
            <Latency status={entry.status} latencies={latenciesOf(site, entry)} at={at} lean={site.lean} />
          )}
          {showsIncidents && <Incidents incidents={incidents} at={at} />}
          {!deleted && <Touch entry={entry} />}
          <Tools {...{ entry, definitions, registry, commit }} lean={site.lean} changes={toolChanges} to={to} />
          {toolChanges.length > 0 && <ToolChanges changes={toolChanges} />}
        </div>
        <div class="meta">
          <Versions entry={entry} changes={toolChanges} />
          <Origin entry={entry} registry={registry} commit={commit} />
          <Take entry={entry} registry={registry} hasFeed={hasHistory(history)} lean={site.lean} to={to} />
        </div>
      </div>
    </>
  );
}

const NONE: never[] = [];

function definitionsOf({ snapshot }: Site, { name }: SnapshotEntry) {
  return snapshot.definitions.get(name) ?? NONE;
}

function latenciesOf({ snapshot }: Site, { name }: SnapshotEntry): Latencies {
  return snapshot.latencies.get(name) ?? NO_LATENCIES;
}

function historyOf({ snapshot }: Site, { name }: SnapshotEntry): History {
  return snapshot.histories.get(name) ?? NO_HISTORY;
}

const SIGN_IN: Record<SignIn, string> = {
  none: 'no sign-in',
  oauth: 'sign in',
  key: 'asks who you are',
  unknown: 'sign-in unknown',
};

function TocLine({ id, words }: { id: string; words: string }) {
  return <a href={`#${id}`}>{words}</a>;
}

function Title({ entry, to }: { entry: SnapshotEntry; to: To }) {
  const latest = latestVersion(entry);
  const title = line(titleOf(entry), 160);
  return (
    <>
      <nav class="crumb" aria-label="Breadcrumb">
        <a href={to('')}>Servers</a>
        {latest.status !== 'deleted' &&
          entry.listing.categories.slice(0, 1).map((category) => (
            <>
              {' / '}
              <a href={to(categoryPath(category))}>{category}</a>
            </>
          ))}
        {' / '}
        <bdi>{line(title, 60)}</bdi>
      </nav>
      <div class="title">
        <h1 dir="auto">{title}</h1>
        <p class="sub">
          <code>{entry.name}</code>
          <CopyButton words="Copy name" text={entry.name} />
          {entry.alias && (
            <span class="tag">
              alias <code>{entry.alias}</code>
            </span>
          )}
          <span class="tag">
            {entry.listing.versionOrigin === 'none' ? 'unversioned' : line(latest.server.version, 40)}
          </span>
          <span class={latest.status === 'active' ? 'tag' : 'tag warn'}>{latest.status}</span>
        </p>
        <p class="lede" dir="auto">
          {line(latest.server.description, 500)}
        </p>
      </div>
    </>
  );
}

function LifecycleNotice({ entry }: { entry: SnapshotEntry }) {
  const { status, statusMessage, statusChangedAt } = latestVersion(entry);
  return (
    <Notice
      icon={status === 'deleted' ? 'bin' : 'clock'}
      title={`This server is ${status}`}
      tone={status === 'deleted' ? 'unknown' : 'degraded'}
    >
      Since <Since iso={statusChangedAt} />.{' '}
      {status === 'deleted' && 'Its name stays reserved, and its history stays readable. '}
      {statusMessage && (
        <>
          They say: <bdi>{line(statusMessage, 500)}</bdi>
        </>
      )}
    </Notice>
  );
}
