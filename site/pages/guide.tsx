import { posix } from 'node:path';
import { REFERENCE_PAGE } from '../api/reference/open-api.ts';
import { chapterPath } from '../guide/chapters.ts';
import { type ReadChapter, readChapters } from '../guide/guide.ts';
import { Prose, type Resolve } from '../guide/prose.tsx';
import { fileAt, safeUrl, type To } from '../links.ts';
import type { PageMaker, Site } from '../site.ts';
import { counted } from '../words/numbers.ts';

/** How to publish, run and call all this: the repository's own texts. Without them there is no guide. */
export const guide: PageMaker = (site) => {
  const chapters = readChapters(site.guide);
  if (chapters.length === 0) return [];
  const { title } = site.snapshot.registry;
  return [
    {
      path: 'guide/index.html',
      title: `Guide · ${title}`,
      description: `How to publish a server, run a registry and call tools: ${counted(chapters.length, 'chapter')}.`,
      section: 'guide',
      body: (to) => <Contents chapters={chapters} to={to} />,
    },
    ...chapters.map((chapter) => ({
      path: `${chapterPath(chapter)}index.html`,
      title: `${chapter.title}: guide · ${title}`,
      description: chapter.says,
      section: 'guide' as const,
      body: (to: To) => <ChapterPage chapter={chapter} chapters={chapters} site={site} to={to} />,
    })),
  ];
};

function Contents({ chapters, to }: { chapters: ReadChapter[]; to: To }) {
  return (
    <>
      <section class="hero">
        <h1>Guide</h1>
      </section>
      <ul class="chapters">
        {chapters.map((chapter) => (
          <li>
            <h2>
              <a href={to(chapterPath(chapter))}>{chapter.title}</a>
            </h2>
            <p>{chapter.says}</p>
          </li>
        ))}
        <li>
          <h2>
            <a href={to(REFERENCE_PAGE)}>The API, path by path</a>
          </h2>
          <p>Each path that this site answers, with the shape of its answer, and Swagger UI to try it.</p>
        </li>
      </ul>
    </>
  );
}

function ChapterPage(props: { chapter: ReadChapter; chapters: ReadChapter[]; site: Site; to: To }) {
  const { chapter, chapters, site, to } = props;
  const source = fileAt(site.snapshot.registry.repository, site.snapshot.commit, chapter.file);
  return (
    <div class="guide">
      <nav aria-label="Guide">
        <ul>
          {chapters.map((one) => (
            <li>
              <a href={to(chapterPath(one))} aria-current={one === chapter ? 'page' : undefined}>
                {one.title}
              </a>
              {one === chapter && (
                <ul>
                  {one.headings
                    .filter(({ depth }) => depth === 2)
                    .map(({ id, text }) => (
                      <li>
                        <a href={`#${id}`}>{text}</a>
                      </li>
                    ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      </nav>
      <article class="prose">
        <h1>{chapter.title}</h1>
        <Prose blocks={chapter.blocks} resolve={resolverFor(chapter, chapters, site, to)} />
        {source && (
          <p class="small muted">
            This page is <a href={source}>{chapter.file}</a> of the repository.
          </p>
        )}
      </article>
    </div>
  );
}

/** Links of a text lead to the chapter that has what they name, else to the file in the repository. */
function resolverFor(chapter: ReadChapter, chapters: ReadChapter[], { snapshot }: Site, to: To): Resolve {
  return (href) => {
    if (/^[a-z]+:/.test(href)) return safeUrl(href);
    const [path = '', anchor = ''] = href.split('#');
    const file = path === '' ? chapter.file : posix.join(posix.dirname(chapter.file), path);
    const sameFile = [chapter, ...chapters].filter((one) => one.file === file);
    const has = (one: ReadChapter) => anchor === '' || one.headings.some(({ id }) => id === anchor);
    const target = sameFile.find(has);
    if (target) return `${target === chapter ? '' : to(chapterPath(target))}${anchor && `#${anchor}`}` || '#main';
    return file.startsWith('..') ? null : fileAt(snapshot.registry.repository, snapshot.commit, file);
  };
}
