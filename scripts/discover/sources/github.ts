import { EnoughAsked } from '../polite/polite-fetch.ts';
import type { Around, Source } from '../source.ts';
import { type ClientOptions, type Github, githubClient } from './github/client.ts';
import { KnownRepositories } from './github/known.ts';
import { readPlace } from './github/read-place.ts';
import { byCode, byTopic, ofOwner, type Place } from './github/repositories.ts';

/**
 * Repositories on GitHub: those of the operator's own accounts, those with a topic, and those that hold a `server.json`.
 * A token (`GITHUB_TOKEN`) gives 5,000 requests an hour instead of 60, and lets code be searched; `GITHUB_API_URL` is
 * where else GitHub may be. Private repositories are left out, whatever the token may see.
 */
export function githubSource(options: ClientOptions = {}): Source {
  return {
    name: 'github',
    reach: 'far',
    async *find(around) {
      const github = await githubClient(around, options);
      const known = await KnownRepositories.recalled(around.memory);
      const seen = new Set<string>();
      try {
        for await (const place of places(github, around)) {
          const { repository } = place;
          const fresh = unseen(place, seen);
          if (repository.private || !fresh) continue;
          around.signal.throwIfAborted();
          const flags = known.flagsOf(repository);
          try {
            for await (const find of readPlace(fresh, { ...around, github }))
              yield { ...find, flags: [...(find.flags ?? []), ...flags] };
          } catch (error) {
            if (error instanceof EnoughAsked || around.signal.aborted) throw error;
            around.fault(repository.full_name, error);
          }
        }
      } finally {
        await known.keep();
      }
    },
  };
}

async function* places(github: Github, around: Around): AsyncGenerator<Place> {
  const { owners, topics, codeSearch } = around.settings.github;
  const sources = { ...around, github };
  const searches: [where: string, of: () => AsyncGenerator<Place>][] = [
    ...owners.map((owner) => [owner, () => ofOwner(owner, sources)] satisfies [string, unknown]),
    ...topics.map((topic) => [`topic ${topic}`, () => byTopic(topic, sources)] satisfies [string, unknown]),
  ];
  if (codeSearch && github.hasToken) searches.push(['code search', () => byCode(sources)]);
  for (const [where, of] of searches) {
    try {
      yield* of();
    } catch (error) {
      if (error instanceof EnoughAsked || around.signal.aborted) throw error;
      around.fault(where, error);
    }
  }
  if (codeSearch && !github.hasToken) around.fault('code search', new Error('it needs a token: set GITHUB_TOKEN'));
}

/** A place without what was read before; null where nothing is left. */
function unseen({ repository, paths }: Place, seen: Set<string>): Place | null {
  const left = paths?.filter((path) => !seen.has(`${repository.id}:${path}`)) ?? null;
  const isSeen = left === null ? seen.has(`${repository.id}`) : left.length === 0;
  seen.add(`${repository.id}`);
  // Reading the usual files is reading these.
  for (const path of left ?? ['server.json', '.mcp/server.json', 'mcp.json']) seen.add(`${repository.id}:${path}`);
  return isSeen ? null : { repository, paths: left };
}
