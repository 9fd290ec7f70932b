import type { ComponentChildren } from 'preact';
import type { Registry } from '../../../catalog/registry.ts';
import type { Package } from '../../../catalog/server-json.ts';
import { latestVersion, type SnapshotEntry } from '../../../catalog/snapshot/snapshot.ts';
import { fileAt, safeUrl } from '../../links.ts';
import { factWords } from '../../words/facts.ts';
import { dayOf } from '../../words/time.ts';
import { line } from '../../words/visible.ts';

/** Where the server and its entry come from. */
export function Origin({
  entry,
  registry,
  commit,
}: {
  entry: SnapshotEntry;
  registry: Registry;
  commit: string | null;
}) {
  const { server } = latestVersion(entry);
  const file = fileAt(registry.repository, commit, `catalog/servers/${entry.name}/${server.version}.json`);
  return (
    <section class="sec" id="origin">
      <h2>Where this comes from</h2>
      <dl class="kv">
        <dt>Name</dt>
        <dd>{entry.listing.nameOrigin === 'publisher' ? 'chosen by its publisher' : 'derived by this registry'}</dd>
        {entry.listing.origin && (
          <Row name="Mirrored from">
            {linked(entry.listing.origin.registry)}{' '}
            <span class="small muted">last seen there {dayOf(entry.listing.origin.syncedAt)}</span>
          </Row>
        )}
        {(entry.listing.facts ?? []).map(factWords).map(
          (fact) =>
            fact && (
              <Row name={fact.name}>
                <span class={fact.harmful ? 'tag warn' : undefined}>
                  <bdi>{fact.says}</bdi>
                </span>{' '}
                <span class="small muted">since {dayOf(fact.at)}</span>
              </Row>
            ),
        )}
        {server.repository && <Row name="Source">{linked(server.repository.url)}</Row>}
        {server.websiteUrl && <Row name="Website">{linked(server.websiteUrl)}</Row>}
        {server.remotes?.map(({ type, url }) => (
          <Row name="Address">
            <code>{line(url, 200)}</code> <span class="small muted">{line(type, 40)}</span>
          </Row>
        ))}
        {server.packages?.map((one) => (
          <Row name={PACKAGES[one.registryType]?.word ?? line(one.registryType, 40)}>
            <PackageName one={one} />
          </Row>
        ))}
        {entry.listing.instances?.map(({ url, transport, zone }) => (
          <Row name="Also at">
            <code>{url}</code> <span class="small muted">{[transport, zone].filter(Boolean).join(', ')}</span>
          </Row>
        ))}
        <Row name="Entry">
          {file ? (
            <a href={file}>
              <code>{server.version}.json</code>
            </a>
          ) : (
            <code>{line(server.version, 60)}.json</code>
          )}
        </Row>
        {entry.listing.tags.length > 0 && <Row name="Tags">{entry.listing.tags.join(', ')}</Row>}
      </dl>
    </section>
  );
}

function Row({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** A publisher's address: a link when it is http(s), else its text. */
function linked(text: string) {
  const url = safeUrl(text);
  const shown = line(text.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, ''), 100);
  return url ? (
    <a href={url} rel="nofollow">
      {shown}
    </a>
  ) : (
    <code>{line(text, 200)}</code>
  );
}

/** How package registries are called, and where one shows a package. */
const PACKAGES: Record<string, { word: string; page?: string }> = {
  npm: { word: 'npm', page: 'https://www.npmjs.com/package/' },
  pypi: { word: 'PyPI', page: 'https://pypi.org/project/' },
  nuget: { word: 'NuGet', page: 'https://www.nuget.org/packages/' },
  oci: { word: 'Container' },
  mcpb: { word: 'Bundle' },
};

function PackageName({ one: { registryType, identifier, version, registryBaseUrl } }: { one: Package }) {
  const page = registryBaseUrl ? undefined : PACKAGES[registryType]?.page;
  const name = <code>{line(identifier, 200)}</code>;
  const plain = /^[@\w./-]+$/.test(identifier);
  return (
    <>
      {page && plain ? (
        <a href={`${page}${identifier}`} rel="nofollow">
          {name}
        </a>
      ) : (
        name
      )}{' '}
      {version && <span class="small muted">{line(version, 60)}</span>}
    </>
  );
}
