import { NoProxy } from '../components/no-proxy.tsx';
import type { PageMaker, Site } from '../site.ts';

/** Where a tool is called from the browser. All of it is script; what needs none is how to have a proxy. */
export const playground: PageMaker = (site) => {
  const { title, proxyUrl } = site.snapshot.registry;
  return [
    {
      path: 'playground/index.html',
      title: `Playground · ${title}`,
      description: 'Call a tool of any server that the proxy serves, from this page, before you install it.',
      section: 'playground',
      script: site.assets.playground,
      // Pictures and sounds that a tool returns are shown from the bytes that came.
      policy: {
        'connect-src': proxyUrl === undefined ? [] : [new URL(proxyUrl).origin],
        'img-src': ['blob:'],
        'media-src': ['blob:'],
      },
      body: () => <Playground site={site} />,
    },
  ];
};

function Playground({ site }: { site: Site }) {
  const { proxyUrl, siteUrl } = site.snapshot.registry;
  return (
    <>
      <section class="hero">
        <h1>Try a tool before you install it.</h1>
        <p class="muted">A real call, through the proxy, to a real server. Nothing is kept.</p>
      </section>
      {proxyUrl !== undefined && (
        <div class="empty no-js">
          <h2>The playground needs script</h2>
          <p>
            Without it, call a tool by curl: <code>POST {proxyUrl.replace(/\/$/, '')}/api/services/NAME/call</code> with{' '}
            <code>{'{"tool": "…", "args": {…}}'}</code>.
          </p>
        </div>
      )}
      <div id="playground" data-proxy={proxyUrl ?? ''}>
        {proxyUrl === undefined && <NoProxy origin={new URL(siteUrl).origin} />}
      </div>
    </>
  );
}
