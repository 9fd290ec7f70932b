import { Icon } from '../components/icon.tsx';
import type { To } from '../links.ts';
import type { PageMaker, Site } from '../site.ts';
import { counted } from '../words/numbers.ts';

/** What a host shows for an address that leads nowhere. */
export const notFound: PageMaker = (site) => [
  {
    path: '404.html',
    title: `Nothing is registered at this address · ${site.snapshot.registry.title}`,
    description: 'Nothing is registered at this address.',
    body: (to) => <NotFound site={site} to={to} />,
  },
];

function NotFound({ site, to }: { site: Site; to: To }) {
  return (
    <section class="hero">
      <h1>Nothing is registered at this address.</h1>
      <p>
        The name may be spelled differently, or its server was never here. <a href={to('')}>Search</a> the{' '}
        {counted(site.cards.length, 'server')} we list, or read them <a href={to('a-to-z/')}>from A to Z</a>.
      </p>
      <form class="search js-only" action={to('')}>
        <search>
          <label class="vh" for="q404">
            Search servers, tools and tags
          </label>
          <Icon name="search" />
          <input
            class="in"
            id="q404"
            name="q"
            type="search"
            placeholder="Search servers and tools"
            autocomplete="off"
          />
        </search>
      </form>
      <div id="nearest" hidden />
    </section>
  );
}
