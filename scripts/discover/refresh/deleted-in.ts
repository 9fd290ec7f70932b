import type { Memory } from '../memory.ts';
import { Mirror } from '../sources/official-registry/mirror.ts';
import { isDeleted } from '../sources/official-registry.ts';

/** Tells of a server which registries list it as deleted, by what is remembered of them: nothing of one that was never walked. */
export async function deletedIn(
  registries: readonly string[],
  memory: Memory,
): Promise<(name: string) => readonly string[]> {
  const deleted = new Map<string, string[]>();
  for (const registry of registries) {
    await using mirror = await Mirror.open(memory, registry);
    for await (const server of mirror.servers()) {
      if (isDeleted(server)) deleted.set(server.name, [...(deleted.get(server.name) ?? []), registry]);
    }
  }
  return (name) => deleted.get(name) ?? [];
}
