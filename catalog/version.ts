import semver from 'semver';

/**
 * Which of two versions is newer, as the official registry decides it: both semver (a leading `v` allowed) by semver
 * order; one semver: that one; neither: the later publication. Negative when `a` is older. Versions that are equal by
 * that (`v1.0.0` and `1.0.0`; two dates that came in one commit) still have an order: publication, then text.
 */
export function compareVersions(a: Published, b: Published): number {
  const [left, right] = [parse(a.version), parse(b.version)];
  if (left && right) return semver.compareBuild(left, right) || byPublication(a, b);
  if (left || right) return left ? 1 : -1;
  return byPublication(a, b);
}

export interface Published {
  version: string;
  publishedAt: string;
}

/** The latest of some versions, by `compareVersions`; of deleted ones only when there is nothing else. */
export function latestOf<T extends Published & { status: string }>(versions: T[]): T | undefined {
  const live = versions.filter(({ status }) => status !== 'deleted');
  return (live.length > 0 ? live : versions).toSorted(compareVersions).at(-1);
}

function byPublication(a: Published, b: Published): number {
  const difference = Date.parse(a.publishedAt) - Date.parse(b.publishedAt);
  return difference || (a.version < b.version ? -1 : a.version > b.version ? 1 : 0);
}

function parse(version: string): semver.SemVer | null {
  return semver.parse(version.replace(/^v(?=\d)/, ''));
}
