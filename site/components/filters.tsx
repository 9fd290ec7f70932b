import type { Card } from '../card.ts';
import { countValues, FACETS, type Facet, facetPath } from '../facets.ts';
import type { To } from '../links.ts';
import type { Site } from '../site.ts';
import { grouped } from '../words/numbers.ts';
import { asHtml } from './as-html.ts';
import { Icon, Lamp } from './icon.tsx';
import { madeOnce } from './made-once.tsx';

/** Values shown before a facet folds the rest away. */
const SHOWN = 8;

/** The filters beside the list. With script each value is a box to tick, without a link to its ready-made page. */
export function Filters({ site, to }: { site: Site; to: To }) {
  return <details class="facets" id="filters" {...asHtml(filtersHtml(site.cards, to))} />;
}

const filtersHtml = madeOnce((cards: Card[], to) => (
  <>
    <summary>
      <Icon name="filter" />
      Filter
    </summary>
    {FACETS.map((facet) => (
      <Filter facet={facet} counts={[...countValues(facet, cards)]} to={to} />
    ))}
  </>
));

function Filter({ facet, counts, to }: { facet: Facet; counts: [string, number][]; to: To }) {
  if (counts.length === 0) return null;
  const rows = counts.map(([value, count]) => <Value facet={facet} value={value} count={count} to={to} />);
  return (
    <fieldset>
      <legend>{facet.legend}</legend>
      {rows.slice(0, SHOWN)}
      {rows.length > SHOWN && (
        <details>
          <summary class="more">{rows.length - SHOWN} more</summary>
          {rows.slice(SHOWN)}
        </details>
      )}
    </fieldset>
  );
}

function Value({ facet, value, count, to }: { facet: Facet; value: string; count: number; to: To }) {
  const words = facet.values?.[value] ?? value;
  const lamp =
    value === 'healthy' || value === 'degraded' || value === 'unhealthy' || value === 'unknown' ? value : null;
  const inside = (
    <>
      {facet.id === 'health' && lamp && <Lamp health={lamp} size="s" />}
      {words}
      <span>{grouped(count)}</span>
    </>
  );
  return (
    <>
      <label class="facet js-only">
        <input type="checkbox" name={facet.id} value={value} disabled={count === 0} />
        {inside}
      </label>
      <a class={count === 0 ? 'facet no-js none' : 'facet no-js'} href={to(facetPath(facet, value))}>
        {inside}
      </a>
    </>
  );
}
