import { titleOf } from '../../../catalog/snapshot/snapshot.ts';
import type { Incident } from '../../../catalog/status/status.ts';
import { serverPath } from '../../../catalog/urls.ts';
import { FEEDS, FORMATS, feedFile } from '../../api/feeds.ts';
import { incidentsOf } from '../../events.ts';
import type { To } from '../../links.ts';
import type { Site } from '../../site.ts';
import { openFirst } from '../../words/incident.ts';
import { line } from '../../words/visible.ts';
import { Icon } from '../icon.tsx';
import { IncidentStop } from '../incident.tsx';

const FEW = 20;

/** What went wrong lately, those that last first, and how to follow it. */
export function Incidents({ site: { snapshot, entries }, to }: { site: Site; to: To }) {
  const incidents = openFirst(incidentsOf(snapshot));
  return (
    <section class="sec" id="incidents">
      <h2>
        Incidents <small>{inNumbers(incidents)}</small>
      </h2>
      {incidents.length === 0 && <p class="muted">None is on record. One begins when two of our runs in a row fail.</p>}
      <ol class="line">
        {incidents.slice(0, FEW).map((incident) => {
          const entry = entries.get(incident.server);
          const title = (
            <h3>
              <a href={to(`${serverPath(incident.server)}#incidents`)}>
                <bdi>{line(entry ? titleOf(entry) : incident.server, 120)}</bdi>
              </a>
            </h3>
          );
          return <IncidentStop incident={incident} at={snapshot.at} server={title} />;
        })}
      </ol>
      <Follow to={to} />
    </section>
  );
}

/** The feeds, and the file that has all of it. */
function Follow({ to }: { to: To }) {
  return (
    <ul class="small follow">
      {FEEDS.map((feed) => (
        <li class="ic">
          <Icon name="feed" />
          <span>
            {feed.title}:{' '}
            {FORMATS.map((format, index) => (
              <>
                {index > 0 && ', '}
                <a href={to(feedFile(feed, format))} type={format.type}>
                  {format.name}
                  <span class="vh"> feed of {feed.title.toLowerCase()}</span>
                </a>
              </>
            ))}
          </span>
        </li>
      ))}
      <li>
        <a href={to('status/incidents.json')}>Every incident and its evidence, as JSON</a>
      </li>
    </ul>
  );
}

function inNumbers(incidents: Incident[]): string {
  const open = incidents.filter(({ endedAt }) => endedAt === null).length;
  const shown = incidents.length > FEW ? `, the first ${FEW} shown` : '';
  return incidents.length === 0 ? '' : `${open} now, ${incidents.length - open} past${shown}`;
}
