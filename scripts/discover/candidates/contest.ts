import type { Flag, FlagCode } from '../flag.ts';
import type { KnownEntry } from './catalog-view.ts';
import type { Composed } from './compose.ts';
import type { Identity } from './identity.ts';

/** Who has a package, a remote or a repository: the most trusted, and the others. */
type Holders = Map<string, { name: string; rank: number }[]>;

/** Told of each key are so many others. */
const TOLD = 3;

/** Who claims what another claims as well. */
export class Contest {
  readonly #holders: Holders = new Map();

  constructor(known: ReadonlyMap<string, KnownEntry>, servers: Iterable<[name: string, composed: Composed]>) {
    for (const [name, { identity }] of known) this.#hold(name, -1, identity);
    for (const [name, { identity, believed }] of servers)
      if (!known.has(name)) this.#hold(name, believed[0]?.rank ?? 99, identity);
  }

  /** What stands against a server that claims what somebody has who is as trusted, or more. */
  against(name: string, { identity, believed }: Composed): Flag[] {
    const rank = believed[0]?.rank ?? 99;
    const [namespace] = name.split('/');
    const others = (key: string) =>
      (this.#holders.get(key) ?? []).filter((each) => each.name !== name && each.rank <= rank);
    const flags: Flag[] = [];
    const tell = (
      code: FlagCode,
      pointer: string,
      keys: string[],
      isMeant: (other: string) => boolean = () => true,
    ) => {
      for (const key of keys) {
        const names = others(key).flatMap((other) => (isMeant(other.name) ? [other.name] : []));
        if (names.length > 0) flags.push({ code, pointer, message: `${key} is also of ${told(names)}` });
      }
    };
    tell('package-contested', '/packages', identity.packages);
    tell('remote-contested', '/remotes', identity.remotes);
    // Many servers of one publisher share a repository.
    tell('repository-contested', '/repository', identity.repositories, (other) => other.split('/')[0] !== namespace);
    return flags;
  }

  #hold(name: string, rank: number, { packages, remotes, repositories }: Identity): void {
    for (const key of [...packages, ...remotes, ...repositories]) {
      const holders = this.#holders.get(key);
      if (!holders) this.#holders.set(key, [{ name, rank }]);
      else if (!holders.some((each) => each.name === name)) {
        holders.push({ name, rank });
        holders.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
        // Of thousands that share a repository the most trusted will do.
        if (holders.length > 20) holders.length = 20;
      }
    }
  }
}

function told(names: string[]): string {
  const more = names.length - TOLD;
  return `${names.slice(0, TOLD).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
