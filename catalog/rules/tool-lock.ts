import { fingerprintTools, ToolLock } from '../tools/tool.ts';
import { example } from './example.ts';
import type { EntryRule, FaultIn } from './rule.ts';

/** A lock that does not match its own definitions says nothing about drift. */
export const toolLock: EntryRule = {
  code: 'E316',
  name: 'tool-lock',
  severity: 'error',
  why: 'tools.json is what was reviewed: of a version that exists, sorted by name, with the fingerprints of its definitions.',
  scope: 'entry',
  run({ versions, tools: source }) {
    const { data: lock } = ToolLock.safeParse(source?.value);
    if (!source || !lock) return [];
    const faults: FaultIn[] = [];
    const found = (pointer: string, message: string, fix: string) => faults.push({ source, pointer, message, fix });
    if (!versions.has(lock.version)) {
      found('/version', `There is no version ${lock.version}`, `Write one of ${[...versions.keys()].join(', ')}.`);
    }
    const right = fingerprintTools(lock.tools.map(({ definition }) => definition));
    for (const [index, { name, hash, definition }] of lock.tools.entries()) {
      const pointer = `/tools/${index}`;
      const previous = lock.tools[index - 1]?.name;
      if (name !== definition.name) {
        found(`${pointer}/name`, `The definition is of "${definition.name}"`, `Write "${definition.name}".`);
      }
      if (previous === name) found(`${pointer}/name`, `There are two tools of the name "${name}"`, 'Keep one of them.');
      if (previous !== undefined && previous > name) {
        found(`${pointer}/name`, `"${name}" stands after "${previous}"`, 'Sort the tools by name.');
      }
      const expected = right.tools.find((tool) => tool.definition === definition)?.hash;
      if (expected !== undefined && hash !== expected) {
        found(
          `${pointer}/hash`,
          'This is not the fingerprint of the definition',
          `Review the definition, then write "${expected}".`,
        );
      }
    }
    if (lock.setHash !== right.setHash) {
      found(
        '/setHash',
        'This is not the fingerprint of these tools',
        `Review the tools, then write "${right.setHash}".`,
      );
    }
    return faults;
  },
  examples: {
    passes: example({ tools: aLock() }),
    fails: example({ tools: { ...aLock(), version: '0.9.0' } }),
  },
};

function aLock() {
  const definition = { name: 'forecast', description: 'Forecasts the weather', inputSchema: { type: 'object' } };
  return { schemaVersion: 1, version: '1.0.0', era: 'legacy', ...fingerprintTools([definition]) };
}
