import * as z from 'zod';
import type { Flag } from '../../flag.ts';
import type { Memory } from '../../memory.ts';
import type { Repository } from './repository.ts';

const NAME = 'repositories';
/** `owner/name` in lower case, and the numbers of all repositories that were seen there, the newest last. */
const Kept = z.record(z.string(), z.array(z.int()));

/** Which repository was seen at which address: by their numbers, which outlive renaming and are never given twice. */
export class KnownRepositories {
  readonly #memory: Memory;
  readonly #idsAt: Map<string, number[]>;
  readonly #namesOf = new Map<number, string>();

  private constructor(memory: Memory, idsAt: Map<string, number[]>) {
    this.#memory = memory;
    this.#idsAt = idsAt;
    for (const [name, ids] of idsAt) {
      const id = ids.at(-1);
      if (id !== undefined) this.#namesOf.set(id, name);
    }
  }

  static async recalled(memory: Memory): Promise<KnownRepositories> {
    const { data = {} } = Kept.safeParse(await memory.recall(NAME));
    return new KnownRepositories(memory, new Map(Object.entries(data)));
  }

  /** Remembers a repository, and says what is odd about where it is now. */
  flagsOf({ id, full_name }: Repository): Flag[] {
    const name = full_name.toLowerCase();
    const before = (this.#idsAt.get(name) ?? []).filter((other) => other !== id);
    const formerName = this.#namesOf.get(id);
    this.#idsAt.set(name, [...before, id]);
    const flags: Flag[] = [];
    if (before.length > 0) {
      const message = `${full_name} is repository ${id} now, and was ${before.at(-1)}: somebody made it anew`;
      flags.push({ code: 'repository-recreated', pointer: '/repository', message });
    }
    if (formerName !== undefined && formerName !== name) {
      const message = `${full_name} was ${formerName} when it was last seen`;
      flags.push({ code: 'repository-moved', pointer: '/repository', message });
    }
    return flags;
  }

  keep(): Promise<void> {
    return this.#memory.keep(NAME, Object.fromEntries(this.#idsAt) satisfies z.infer<typeof Kept>);
  }
}
