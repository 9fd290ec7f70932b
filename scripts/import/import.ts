import type { ReadVersion } from '../../catalog/dialects/read-version.ts';
import type { Found } from '../../catalog/dialects/versions-in.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import type { Submission } from '../../catalog/publish/submission.ts';
import { textIn } from '../../catalog/rules/server-view.ts';
import { recordFor } from './record-for.ts';
import { type TakenIn, takeIn } from './take-in.ts';

/** So many go in at once: the catalog is read anew for each batch. */
const BATCH = 1000;

/** Takes versions into a catalog, and says of each what became of it. */
export async function* importVersions(pages: AsyncIterable<Found[]>, folder: string): AsyncGenerator<TakenIn[]> {
  const door = { folder, publish: publishToFolder, submit };
  let waiting: Found[] = [];
  for await (const page of pages) {
    waiting = waiting.concat(page);
    while (waiting.length >= BATCH) yield takeIn(waiting.splice(0, BATCH), door);
  }
  if (waiting.length > 0) yield takeIn(waiting, door);
}

/** What the source says of a version gives way to what the catalog says already. */
function submit({ server, registry }: ReadVersion): Submission {
  const version = textIn(server, 'version');
  if (version === undefined) return { server };
  return { server, defaults: { nameOrigin: 'publisher', versions: { [version]: recordFor(registry) } } };
}
