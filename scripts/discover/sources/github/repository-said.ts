import { isObject } from '../../../../catalog/json/json.ts';
import { textIn } from '../../../../catalog/rules/server-view.ts';
import type { Flag } from '../../flag.ts';
import type { Github } from './client.ts';
import { Repository } from './repository.ts';

/** What is doubtful of the repository that a `server.json` names, other than the one it stands in. */
export async function flagsOfRepositorySaid(
  value: Record<string, unknown>,
  { id, full_name, html_url }: Repository,
  github: Github,
): Promise<Flag[]> {
  const server = isObject(value.server) ? value.server : value;
  const url = textIn(server.repository, 'url') ?? '';
  if (url === '') return [];
  const flag = (code: Flag['code'], message: string): Flag[] => [{ code, pointer: '/repository/url', message }];
  const said = placeOf(url, new URL(html_url).host);
  if (!said) return flag('repository-contested', `It stands in ${full_name}, and names ${shown(url)}`);
  const [owner = '', repo = ''] = said.split('/');
  if (said.toLowerCase() === full_name.toLowerCase()) return [];
  // A repository that was renamed still answers at its old address.
  const answer = await github.ask(({ rest }) => rest.repos.get({ owner, repo }));
  if (!answer) return flag('repository-gone', `${said}, which it names, is not there; it stands in ${full_name}`);
  const there = Repository.safeParse(answer.data).data;
  if (there?.id === id) return flag('repository-moved', `${said} is ${full_name} now`);
  return flag('repository-contested', `It stands in ${full_name}, and names ${said}, which is another repository`);
}

/** `owner/name` of a repository's address at a host; null for an address elsewhere. */
function placeOf(url: string, host: string): string | null {
  const [, at = '', owner = '', name = ''] =
    /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/\s]*@)?(?:www\.)?([^/\s]+)\/([\w-]{1,100})\/([\w.-]{1,104}?)(?:\.git)?(?:[/?#].*)?$/i.exec(
      url.trim(),
    ) ?? [];
  return at.toLowerCase() === host.toLowerCase() ? `${owner}/${name}` : null;
}

function shown(url: string): string {
  return JSON.stringify(url.replace(/\/\/[^@/]*@/, '//').slice(0, 200));
}
