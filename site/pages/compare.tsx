import type { To } from '../links.ts';
import type { PageMaker } from '../site.ts';

/** Servers side by side. Which ones is said in the address (`?a=…&b=…`), so the table is made in the browser. */
export const compare: PageMaker = (site) => [
  {
    path: 'compare/index.html',
    title: `Compare servers · ${site.snapshot.registry.title}`,
    description: 'Up to four MCP servers side by side, what differs first.',
    body: (to) => <Compare to={to} />,
  },
];

function Compare({ to }: { to: To }) {
  return (
    <>
      <section class="hero">
        <h1>Compare servers</h1>
        <p class="lede">Up to four side by side, what differs first. The address keeps your choice.</p>
      </section>
      <div id="compare" class="js-only" />
      <div class="note no-js">
        <div>
          <strong>The table is made by a script</strong>
          Without it, read the pages of two servers beside each other: the <a href={to('a-to-z/')}>list from A to Z</a>{' '}
          leads to them.
        </div>
      </div>
    </>
  );
}
