import { isObject } from '../json/json.ts';
import type { Fault } from '../json/json-source.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { textIn } from './server-view.ts';

/** People go to the repository to read what they are about to run. */
export const repository: FileRule = {
  code: 'E317',
  name: 'repository',
  reference: 'invalid-repository-url',
  severity: 'error',
  why: 'The repository is where people read the code: on GitHub and GitLab its address ends after owner and repository.',
  scope: 'file',
  run({ value }) {
    const repository = isObject(value) ? value.repository : undefined;
    return [
      ...urlFaults(textIn(repository, 'source'), textIn(repository, 'url')),
      ...subfolderFaults(textIn(repository, 'subfolder')),
    ];
  },
  examples: {
    passes: example({
      server: { repository: { source: 'github', url: 'https://github.com/example/weather', subfolder: 'src/mcp' } },
    }),
    fails: example({ server: { repository: { source: 'github', url: 'https://github.com/example' } } }),
  },
};

const HOSTS: Record<string, RegExp> = {
  github: /^https?:\/\/(www\.)?github\.com\/[\w.-]+\/[\w.-]+\/?$/,
  gitlab: /^https?:\/\/(www\.)?gitlab\.com\/[\w.-]+\/[\w.-]+\/?$/,
};

function urlFaults(source: string | undefined, url: string | undefined): Fault[] {
  const form = HOSTS[source ?? ''];
  if (!form || url === undefined || form.test(url)) return [];
  const fix = `Write https://${source}.com/<owner>/<repository>; a folder inside it belongs in "subfolder".`;
  return [{ pointer: '/repository/url', message: `${JSON.stringify(url)} is not a repository on ${source}`, fix }];
}

function subfolderFaults(subfolder: string | undefined): Fault[] {
  if (subfolder === undefined) return [];
  const clean =
    /^[\w.-]+(\/[\w.-]+)*$/.test(subfolder) && !subfolder.split('/').some((step) => step === '.' || step === '..');
  const message = `${JSON.stringify(subfolder)} is not a clean relative path`;
  const fix = 'Write it like src/weather: no slash at either end, no "..".';
  return clean ? [] : [{ pointer: '/repository/subfolder', reference: 'invalid-subfolder-path', message, fix }];
}
