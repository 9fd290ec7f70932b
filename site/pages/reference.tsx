import type { Answer } from '../api/reference/answer.ts';
import { ANSWERS } from '../api/reference/answers.ts';
import { exampleOf, OPEN_API, partsOf, REFERENCE_PAGE } from '../api/reference/open-api.ts';
import { Icon } from '../components/icon.tsx';
import type { To } from '../links.ts';
import type { PageMaker, Site } from '../site.ts';
import { counted } from '../words/numbers.ts';

/** What other programs can ask of this site, as a list; and, once a reader asks for it, as Swagger UI to try. */
export const reference: PageMaker = (site) => [
  {
    path: `${REFERENCE_PAGE}index.html`,
    title: `The API, path by path · ${site.snapshot.registry.title}`,
    description: 'What other programs can ask of this site, with the shape of each answer, and Swagger UI to try it.',
    section: 'guide',
    body: (to) => <Reference site={site} to={to} />,
  },
];

function Reference({ site, to }: { site: Site; to: To }) {
  const { proxyUrl } = site.snapshot.registry;
  const count = ANSWERS.reduce((sum, { answers }) => sum + answers.length, 0);
  return (
    <div class="doc">
      <section class="hero">
        <h1>The API, path by path</h1>
        <p class="lede">
          {counted(count, 'path')} below this site. All are plain files: no key, no limit.
          {proxyUrl !== undefined && (
            <>
              {' '}
              What needs a query or a call is the proxy’s:{' '}
              <a href={`${proxyUrl.replace(/\/$/, '')}/docs`}>its own Swagger UI</a>.
            </>
          )}
        </p>
        <p class="row">
          <span class="row js-only" id="open-swagger">
            <button class="btn go" type="button" disabled>
              <Icon name="play" />
              Try it in Swagger UI
            </button>
            <span class="small muted">It loads 0.4 MB, from this site.</span>
          </span>
          <a class="btn" href={to(OPEN_API)}>
            OpenAPI document
          </a>
        </p>
      </section>
      <div
        id="swagger"
        data-script={to(site.assets.swagger)}
        data-style={to(site.assets.swaggerStyle)}
        data-document={to(OPEN_API)}
        hidden
      />
      <div id="paths">
        {ANSWERS.map(({ title, says, answers }) => (
          <section class="sec">
            <h2>{title}</h2>
            <p class="muted">{says}</p>
            <ul class="paths">
              {answers.map((answer) => (
                <Line answer={answer} site={site} to={to} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function Line({ answer: { path, says, type, body }, site, to }: { answer: Answer; site: Site; to: To }) {
  return (
    <li>
      <a href={to(pathWith(path, site))}>
        <code>/{path}</code>
      </a>
      <span>{says}</span>
      <code class="muted">{body?.name ?? type}</code>
    </li>
  );
}

/** A path that is there: an example in place of each part. A folder is answered by its index. */
export function pathWith(path: string, site: Pick<Site, 'cards'>): string {
  const filled = partsOf(path).reduce((now, part) => now.replace(`{${part}}`, exampleOf(part, site)), path);
  return /^v0\.1\/(?:.+\/)?(?:servers|versions)$/.test(filled) ? `${filled}/index.html` : filled;
}
