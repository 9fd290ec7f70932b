import type { Flag, FlagCode } from '../flag.ts';
import type { KnownEntry } from './catalog-view.ts';
import type { Composed } from './compose.ts';
import type { Identity } from './identity.ts';

/** A server, and how much whoever speaks for it is trusted: the less, the more. */
interface Holder {
  name: string;
  rank: number;
}

/** Told of each key are so many others. */
const TOLD = 3;
/** Of thousands that share a repository, the most trusted will do. */
const MOST = 20;

/** Who claims what another claims as well. */
export class Contest {
  /** Of each key who has it; of most that is one. */
  readonly #first = new Map<string, Holder>();
  readonly #others = new Map<string, Holder[]>();

  constructor(known: ReadonlyMap<string, KnownEntry>, servers: Iterable<[name: string, composed: Composed]>) {
    for (const [name, { identity }] of known) this.#hold({ name, rank: -1 }, identity);
    for (const [name, { identity, believed }] of servers)
      if (!known.has(name)) this.#hold({ name, rank: rankIn(believed) }, identity);
  }

  /** What stands against a server that claims what somebody has who is as trusted, or more. */
  against(name: string, { identity, believed }: Composed): Flag[] {
    const server: Holder = { name, rank: rankIn(believed) };
    return [
      ...this.#claimed('package-contested', '/packages', identity.packages, server),
      ...this.#claimed('remote-contested', '/remotes', identity.remotes, server),
      ...this.#claimed('repository-contested', '/repository', identity.repositories, server),
    ];
  }

  #claimed(code: FlagCode, pointer: string, keys: readonly string[], server: Holder): Flag[] {
    const flags: Flag[] = [];
    for (const key of keys) {
      const holders = this.#others.get(key);
      if (!holders) continue;
      const names = holders.filter((each) => each.rank <= server.rank && isRival(each, server, code)).map(nameOf);
      if (names.length > 0) flags.push({ code, pointer, message: `${key} is also of ${told(names)}` });
    }
    return flags;
  }

  #hold(holder: Holder, { packages, remotes, repositories }: Identity): void {
    for (const keys of [packages, remotes, repositories]) for (const key of keys) this.#holdKey(holder, key);
  }

  #holdKey(holder: Holder, key: string): void {
    const first = this.#first.get(key);
    if (!first) this.#first.set(key, holder);
    if (!first || first === holder) return;
    const holders = this.#others.get(key) ?? [first];
    if (!holders.includes(holder)) holders.push(holder);
    holders.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
    this.#others.set(key, holders.slice(0, MOST));
  }
}

/** Many servers of one publisher share a repository. */
function isRival({ name }: Holder, server: Holder, code: FlagCode): boolean {
  return code === 'repository-contested' ? namespaceOf(name) !== namespaceOf(server.name) : name !== server.name;
}

function namespaceOf(name: string): string | undefined {
  return name.split('/')[0];
}

function nameOf({ name }: Holder): string {
  return name;
}

function rankIn(believed: Composed['believed']): number {
  return believed[0]?.rank ?? Number.MAX_SAFE_INTEGER;
}

function told(names: string[]): string {
  const more = names.length - TOLD;
  return `${names.slice(0, TOLD).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
