import type { Incident } from '../../../catalog/status/status.ts';
import { openFirst } from '../../words/incident.ts';
import { counted } from '../../words/numbers.ts';
import { EvidenceDetails } from '../evidence.tsx';
import { IncidentStop } from '../incident.tsx';

const FEW = 10;
/** Evidence is long: the newest incidents show theirs. */
const WITH_EVIDENCE = 3;

/** The server's incidents, those that last first. */
export function Incidents({ incidents, at }: { incidents: Incident[]; at: string }) {
  return (
    <section class="sec" id="incidents">
      <h2>Incidents {incidents.length > 0 && <small>{counted(incidents.length, 'incident')} in 90 days</small>}</h2>
      {incidents.length === 0 && <p class="muted">None is on record. One begins when two of our runs in a row fail.</p>}
      {incidents.length > 0 && (
        <ol class="line">
          {openFirst(incidents)
            .slice(0, FEW)
            .map((incident, index) => (
              <IncidentStop incident={incident} at={at}>
                {index < WITH_EVIDENCE && <EvidenceDetails evidence={incident.evidence} />}
              </IncidentStop>
            ))}
        </ol>
      )}
      {incidents.length > FEW && (
        <p class="small muted">and {incidents.length - FEW} older; all of them are in the JSON of its status</p>
      )}
    </section>
  );
}
