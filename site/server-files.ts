import type { SnapshotEntry } from '../catalog/snapshot/snapshot.ts';
import { serverPath } from '../catalog/urls.ts';
import { json } from './api/file-maker.ts';
import { SERVER_FILES } from './api/index.ts';
import type { Card } from './card.ts';
import { renderDocument } from './components/document.tsx';
import type { MadeFile, MadePart } from './made-file.ts';
import { hasSharedTitle, serverPage } from './pages/server.tsx';
import { rowsOfServer, type Site } from './site.ts';

/**
 * All files of one server: its page, its entry as JSON, and what else other programs read of it. They are made anew when it changed, or
 * the frame of every page did (`frameKey`). `card` is null where lists leave it out; the page that compares reads it from the JSON.
 */
export function serverPart(
  entry: SnapshotEntry,
  site: Site,
  { frame, card }: { frame: string; card: Card | null },
): MadePart {
  const { registry, definitions, histories, latencies } = site.snapshot;
  const { name } = entry;
  const shared = hasSharedTitle(entry, site);
  return {
    name: serverPath(name),
    from: [frame, entry, card, shared, definitions.get(name), histories.get(name), latencies.get(name)],
    *files(): Generator<MadeFile> {
      const page = serverPage(entry, site);
      yield [page.path, () => renderDocument(page, site)];
      const tools = definitions.get(name) ?? [];
      yield [`${serverPath(name)}index.json`, () => json({ ...entry, definitions: tools, card })];
      const rows = rowsOfServer(entry, registry);
      for (const make of SERVER_FILES) yield* make(entry, { site, rows });
    },
  };
}
