import { createHash } from 'node:crypto';

/** Several hosts refuse longer names (lessons: 64 characters), and anything but letters, digits, `_` and `-`. */
const LONGEST = 64;
const KEPT = 55;

/** A tool or prompt of one service, by the name its server gave it. */
export interface Named {
  service: string;
  name: string;
}

/** The name of a service's tool among the tools of many: `alias__tool`, cut where it would be too long. */
export function qualifiedName({ service, name }: Named, prefix = `${service}__`): string {
  const full = `${prefix}${name}`.replace(/[^A-Za-z0-9_-]/g, '_');
  if (full.length <= LONGEST) return full;
  return `${full.slice(0, KEPT)}_${createHash('sha256').update(`${service}${name}`).digest('hex').slice(0, 8)}`;
}

/**
 * Which qualified name means whose tool. Whoever had a name first keeps it as long as it is there; one that comes later
 * and would take it is hidden, and said to be.
 */
export class Names {
  #owners = new Map<string, Named>();
  readonly #onHidden: (name: string, hidden: Named, owner: Named) => void;
  #hidden = new Map<string, string>();

  constructor(onHidden: (name: string, hidden: Named, owner: Named) => void = () => {}) {
    this.#onHidden = onHidden;
  }

  /** Takes in what there is now; gives those that can be seen, under their names. */
  assign<T extends Named>(wanted: readonly (T & { qualified: string })[]): (T & { qualified: string })[] {
    const there = new Set(wanted.map(keyOf));
    const owners = new Map(
      [...this.#owners].filter(([name, owner]) => there.has(keyOf({ ...owner, qualified: name }))),
    );
    const hidden = new Map<string, string>();
    for (const { qualified, service, name } of wanted) {
      const owner = owners.get(qualified);
      if (!owner) owners.set(qualified, { service, name });
      else if (owner.service !== service || owner.name !== name) {
        const key = keyOf({ qualified, service, name });
        hidden.set(key, qualified);
        if (!this.#hidden.has(key)) this.#onHidden(qualified, { service, name }, owner);
      }
    }
    this.#owners = owners;
    this.#hidden = hidden;
    return wanted.filter((one) => !hidden.has(keyOf(one)));
  }

  /** The names under which something is hidden now. */
  get hidden(): string[] {
    return [...this.#hidden.values()];
  }

  ownerOf(qualified: string): Named | undefined {
    return this.#owners.get(qualified);
  }
}

function keyOf({ qualified, service, name }: Named & { qualified: string }): string {
  return JSON.stringify([qualified, service, name]);
}
