import type { To } from '../../links.ts';
import type { Page, Site } from '../../site.ts';

/** What stands above every page: the way home, to each section, and a place for the theme button, which needs script. */
export function Header({ page, site, to }: { page: Page; site: Site; to: To }) {
  const [first = '', ...rest] = site.snapshot.registry.title.split(' ');
  const current = (section: Page['section']) => (page.section === section ? { 'aria-current': 'page' as const } : {});
  return (
    <header class="top">
      <div class="wrap">
        <a class="brand" href={to('')}>
          <i class="mark" />
          <span>
            <b>{first}</b> {rest.join(' ')}
          </span>
        </a>
        <nav class="nav" aria-label="Main">
          <a href={to('')} {...current('servers')}>
            Servers
          </a>
          <a href={to('status/')} {...current('health')}>
            Health
          </a>
          <a href={to('changes/')} {...current('changes')}>
            Changes
          </a>
          {site.guide.size > 0 && (
            <a href={to('guide/')} {...current('guide')}>
              Guide
            </a>
          )}
          <a href={to('playground/')} {...current('playground')}>
            Playground
          </a>
        </nav>
        <div class="tools" />
      </div>
    </header>
  );
}
