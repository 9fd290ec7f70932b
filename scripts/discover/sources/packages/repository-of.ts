/** A repository as `server.json` has it. */
export interface SaidRepository {
  url: string;
  source: 'github' | 'gitlab';
}

/**
 * The repository that a package’s metadata names, in any of the forms that are in use: an address of its pages, of git by
 * https or ssh, or short, `github:acme/weather`, `acme/weather`. Null where it is none of GitHub or GitLab. Who signs in
 * there is left out, and whatever comes after.
 */
export function repositoryOf(said: string): SaidRepository | null {
  const text = said.trim();
  const [, source, path = ''] = ADDRESS.exec(text) ?? SHORT.exec(text) ?? [];
  const steps = path
    .replace(/[?#].*$/, '')
    .split('/')
    .filter(Boolean);
  const end = steps.findIndex((step) => ENDS.has(step));
  const [owner, ...rest] = end === -1 ? steps : steps.slice(0, end);
  const isHub = (source ?? 'github').toLowerCase() === 'github';
  const names = (isHub ? rest.slice(0, 1) : rest).map((step) => step.replace(/\.git$/, ''));
  if (owner === undefined || names.length === 0 || ![owner, ...names].every((step) => STEP.test(step))) return null;
  const host = isHub ? 'github' : 'gitlab';
  return { url: `https://${host}.com/${[owner, ...names].join('/')}`, source: host };
}

const ADDRESS = /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/\s]*@)?(?:www\.)?(github|gitlab)\.com[/:]([^\s]{1,300})$/i;
const SHORT = /^(?:(?:git@)?(github|gitlab)(?:\.com)?:)?([\w.-]{1,100}\/[\w./-]{1,200}(?:#.*)?)$/i;
/** What follows the name of a repository in addresses of its pages. */
const ENDS = new Set(['-', 'tree', 'blob', 'issues', 'wiki']);
const STEP = /^(?!\.+$)[A-Za-z0-9_.-]{1,100}$/;
