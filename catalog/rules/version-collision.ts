import { example } from './example.ts';
import type { EntryRule, FaultIn } from './rule.ts';

/** Version files that on some disks are one file. */
export const versionCollision: EntryRule = {
  code: 'E325',
  name: 'version-collision',
  severity: 'error',
  why: 'There is one file for each version, also on a disk that does not tell capitals apart.',
  scope: 'entry',
  run({ versions }) {
    const seen = new Map<string, string>();
    return [...versions].flatMap(([version, source]): FaultIn[] => {
      const folded = version.toLowerCase();
      const other = seen.get(folded);
      if (other === undefined) seen.set(folded, version);
      const message = `The version ${version} differs from ${other} only in capitals`;
      return other === undefined ? [] : [{ source, pointer: '/version', message, fix: 'Choose another version.' }];
    });
  },
  examples: {
    passes: twoVersions('1.0.0-rc1', '1.0.0-rc2'),
    fails: twoVersions('1.0.0-rc1', '1.0.0-RC1'),
  },
};

function twoVersions(...versions: [string, string]) {
  const record = { status: 'active', publishedAt: '2026-01-02T03:04:05Z' };
  const listing = { versions: Object.fromEntries(versions.map((version) => [version, record])) };
  const [one, other] = versions.map((version) =>
    example({ path: `com.example/weather/${version}`, server: { version }, listing }),
  );
  return { ...one, ...other };
}
