/** What a host program learned of a registry in its own way. */
export interface HostView {
  /** Servers in its list, each `name@version`, in the order in which it shows them. */
  listed: string[];
  /** What it found when a person searched for one word; null where the host cannot search. */
  found: string[] | null;
}

/** Where a host is pointed at, and how it asks: by default over the network. */
export interface HostSettings {
  /** What a person types in as the registry: no slash at its end. */
  base: string;
  search: string;
}

/**
 * A program that reads registries, as its requests were seen: it asks what the real one asks, in the same order and
 * spelling, and is as easily put off. Throws where the real one would say that this is no registry.
 */
export interface Host {
  name: string;
  browse(settings: HostSettings): Promise<HostView>;
  /** Whether it would let an installed server run, where only those of the registry may. */
  allows?(settings: HostSettings, server: string): Promise<'yes' | 'no' | 'blocks everything'>;
}

/** A page of a list as hosts read it: anything may be missing. */
export interface Listed {
  servers?: { server?: { name?: string; version?: string; description?: string }; _meta?: unknown }[];
  metadata?: { nextCursor?: string; count?: number };
}

/** JSON from an address; what it holds is for the host to find out. */
export async function json(url: string, init: RequestInit = {}): Promise<{ response: Response; body: Listed }> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { response, body: text.startsWith('{') ? JSON.parse(text) : {} };
}

/** The servers of a page, as `name@version`. */
export function rowsOf({ servers = [] }: Listed): string[] {
  return servers.map(({ server }) => `${server?.name}@${server?.version}`);
}

/** More pages than any list has: a cursor that leads in a circle is a fault of the registry. */
const MOST_PAGES = 500;

/** Reads page after page; `next` makes the address of the one after a cursor. Throws where it has no end. */
export async function pagesOf(first: string, next: (cursor: string) => string): Promise<Listed[]> {
  const pages: Listed[] = [];
  for (let url: string | null = first; url !== null; ) {
    const { response, body }: { response: Response; body: Listed } = await json(url);
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    pages.push(body);
    const cursor = body.metadata?.nextCursor;
    url = cursor ? next(cursor) : null;
    if (pages.length > MOST_PAGES) throw new Error('the list has no end');
  }
  return pages;
}
