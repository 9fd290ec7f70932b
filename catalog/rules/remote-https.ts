import { membersOf } from '../json/json.ts';
import type { Fault } from '../json/json-source.ts';
import { example } from './example.ts';
import { isPrivateHost } from './private-host.ts';
import type { FileRule } from './rule.ts';
import { remotesOf, textIn } from './server-view.ts';
import { filledUrl, templateNames } from './url-template.ts';

/** A remote is reached over the internet by people with secrets in their headers. */
export const remoteHttps: FileRule = {
  code: 'E309',
  name: 'remote-https',
  reference: 'invalid-remote-url',
  severity: 'error',
  why: 'A remote is a public https address, and every `{variable}` in it is defined; a server inside a network is an instance in listing.json.',
  scope: 'file',
  run: ({ value }) =>
    remotesOf(value).flatMap((remote) => {
      const template = textIn(remote.value, 'url');
      if (template === undefined || !/^https?:\/\/\S+$/.test(template)) return [];
      const pointer = `${remote.pointer}/url`;
      return [...urlFaults(template, pointer), ...undefinedNames(template, remote.value.variables, pointer)];
    }),
  examples: {
    passes: example({
      server: {
        remotes: [{ type: 'sse', url: 'https://{city}.example.com/sse', variables: { city: { default: 'oslo' } } }],
      },
    }),
    fails: example({ server: { remotes: [{ type: 'streamable-http', url: 'http://weather.example.com/mcp' }] } }),
  },
};

function urlFaults(template: string, pointer: string): Fault[] {
  const url = filledUrl(template);
  if (!url) return [{ pointer, message: `No URL can come of ${JSON.stringify(template)}`, fix: 'Correct the URL.' }];
  const faults: Fault[] = [];
  if (url.protocol !== 'https:') {
    const fix = `Write ${JSON.stringify(template.replace(/^http:/, 'https:'))}, if the server answers there.`;
    faults.push({ pointer, message: 'The remote is reached over plain http', fix });
  }
  if (isPrivateHost(url.hostname)) {
    const fix = 'Give an address that everyone can reach, or list the server as an instance in listing.json.';
    faults.push({ pointer, message: `${url.hostname} is not reachable from elsewhere`, fix });
  }
  if (url.username !== '' || url.password !== '') {
    faults.push({
      pointer,
      message: 'The URL holds a user name or a password',
      fix: 'Take it out; describe a header instead.',
    });
  }
  return faults;
}

function undefinedNames(template: string, variables: unknown, pointer: string): Fault[] {
  const defined = membersOf(variables).map(([name]) => name);
  return templateNames(template)
    .filter((name) => !defined.includes(name))
    .map((name) => ({
      pointer,
      reference: 'invalid-templated-url',
      message: `The URL uses {${name}}, which is not defined`,
      fix: `Add ${JSON.stringify(name)} to the "variables" of this remote.`,
    }));
}
