import type { Registry } from '../../../catalog/registry.ts';
import type { SnapshotEntry } from '../../../catalog/snapshot/snapshot.ts';
import { badgePath, feedPath, serverPath, statusPath } from '../../../catalog/urls.ts';
import { safeUrl, type To } from '../../links.ts';
import { Code } from '../code.tsx';
import { Icon } from '../icon.tsx';

interface TakeProps {
  entry: SnapshotEntry;
  registry: Registry;
  /** Whether anything happened that a feed could tell. */
  hasFeed: boolean;
  to: To;
}

/** What other programs and other pages can have of the server. */
export function Take({ entry: { name }, registry, hasFeed, to }: TakeProps) {
  const at = (path: string) => new URL(path, registry.siteUrl).href;
  const contact = safeUrl(registry.contact);
  return (
    <section class="sec" id="take">
      <h2>Take it with you</h2>
      <p class="row">
        <a class="btn tiny" href={to(`${serverPath(name)}index.json`)}>
          Entry as JSON
        </a>
        <a class="btn tiny" href={to(statusPath(name))}>
          Status as JSON
        </a>
        <a class="btn tiny" href={to(badgePath(name))}>
          Badge
        </a>
        {hasFeed && (
          <a class="btn tiny" href={to(feedPath(name))}>
            <Icon name="feed" />
            Feed
          </a>
        )}
        {contact && (
          <a class="btn tiny" href={contact}>
            <Icon name="flag" />
            Report
          </a>
        )}
      </p>
      <Code
        caption="Badge in Markdown"
        language="shell"
        text={`[![MCP health](${at(badgePath(name))})](${at(serverPath(name))})`}
      />
    </section>
  );
}
