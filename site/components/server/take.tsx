import type { Registry } from '../../../catalog/registry.ts';
import { latestVersion, type SnapshotEntry } from '../../../catalog/snapshot/snapshot.ts';
import {
  badgeDataPath,
  badgePath,
  feedPath,
  markdownPath,
  serverPath,
  siteAddress,
  statusPath,
} from '../../../catalog/urls.ts';
import { BADGE_LABEL, badgeOf } from '../../api/badge.ts';
import { badgeWidth } from '../../api/badge-svg.ts';
import { editAt, reportAt, type To } from '../../links.ts';
import { Code } from '../code.tsx';
import { Icon } from '../icon.tsx';

interface TakeProps {
  entry: SnapshotEntry;
  registry: Registry;
  /** Whether anything happened that a feed could tell. */
  hasFeed: boolean;
  /** The page has no room for what the guide says of badges. */
  lean: boolean;
  to: To;
}

/** What other programs and other pages can have of the server, and how one mends or reports it. */
export function Take({ entry, registry, hasFeed, lean, to }: TakeProps) {
  const { name } = entry;
  const { version } = latestVersion(entry).server;
  const at = (path: string) => siteAddress(registry.siteUrl, path);
  const page = at(serverPath(name));
  const edit = editAt(registry.repository, `catalog/servers/${name}/listing.json`);
  const report = reportAt(registry, name, version);
  return (
    <section class="sec" id="take">
      <h2>Take it with you</h2>
      <p class="row">
        {lean ? (
          <Button href={to(badgePath(name))}>Badge</Button>
        ) : (
          <Badge href={to(badgePath(name))} status={entry.status} />
        )}
        <Button href={to(`${serverPath(name)}index.json`)}>JSON</Button>
        <Button href={to(markdownPath(name))}>Markdown</Button>
        <Button href={to(statusPath(name))}>Status as JSON</Button>
        {hasFeed && (
          <Button href={to(feedPath(name))} icon="feed">
            Feed
          </Button>
        )}
        {edit && (
          <Button href={edit} icon="pen">
            Edit
          </Button>
        )}
        {report && (
          <Button href={report} icon="flag">
            Report
          </Button>
        )}
      </p>
      {!lean && (
        <>
          <Code
            caption="Badge in Markdown"
            language="shell"
            text={`[![MCP health](${at(badgePath(name))})](${page})`}
          />
          <Code
            caption="The same, drawn by shields.io"
            language="shell"
            text={`[![MCP health](${shieldsAt(at(badgeDataPath(name)))})](${page})`}
          />
        </>
      )}
    </section>
  );
}

function Badge({ href, status }: { href: string; status: SnapshotEntry['status'] }) {
  const { message } = badgeOf(status);
  const width = Math.ceil(badgeWidth(BADGE_LABEL, message));
  return (
    <a class="badge" href={href}>
      <img src={href} width={width} height="20" alt={`${BADGE_LABEL}: ${message}`} loading="lazy" />
    </a>
  );
}

/** The picture that shields.io makes of a badge's data; it reads that from our site each time, so only a public one. */
function shieldsAt(data: string): string {
  return `https://img.shields.io/endpoint?${new URLSearchParams({ url: data })}`;
}

function Button({ href, icon, children }: { href: string; icon?: string; children: string }) {
  return (
    <a class="btn tiny" href={href}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  );
}
