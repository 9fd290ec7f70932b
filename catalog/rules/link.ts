import type { Fault } from '../json/json-source.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { partsIn, textIn } from './server-view.ts';

/** Links and pictures that pages show. */
export const link: FileRule = {
  code: 'E318',
  name: 'link',
  severity: 'error',
  why: 'Pages link to the website and show the icons, so both are plain https addresses.',
  scope: 'file',
  run: ({ value }) => [
    ...faultsOf('/websiteUrl', textIn(value, 'websiteUrl'), 'website'),
    ...partsIn(value, 'icons').flatMap((icon) => faultsOf(`${icon.pointer}/src`, textIn(icon.value, 'src'), 'icon')),
  ],
  examples: {
    passes: example({ server: { websiteUrl: 'https://example.com/weather' } }),
    fails: example({ server: { icons: [{ src: 'http://example.com/icon.png' }] } }),
  },
};

/** What can be wrong with a link, and the official registry's names for it: of a website's, and of an icon's. */
const FAULTS: { is: (url: string) => boolean; website: string; icon: string; what: string; fix: string }[] = [
  {
    is: (url) => !/^[a-z][a-z0-9+.-]*:/i.test(url),
    website: 'website-url-must-be-absolute',
    icon: 'icon-src-not-absolute',
    what: 'is not a whole address',
    fix: 'Write it with its scheme and host, such as "https://example.com/".',
  },
  {
    is: (url) => !url.startsWith('https:'),
    website: 'website-url-invalid-scheme',
    icon: 'icon-src-invalid-scheme',
    what: 'is not an https address',
    fix: 'Write an https address.',
  },
  {
    is: (url) => /["'<>\s]/.test(url),
    website: 'website-url-invalid-characters',
    icon: 'icon-src-invalid-url',
    what: 'has quotes, angles or white space',
    fix: 'Percent-encode them.',
  },
  {
    is: (url) => !URL.canParse(url),
    website: 'invalid-website-url',
    icon: 'icon-src-invalid-url',
    what: 'is not a URL',
    fix: 'Write a URL such as "https://example.com/".',
  },
];

function faultsOf(pointer: string, url: string | undefined, subject: 'website' | 'icon'): Fault[] {
  const fault = url === undefined ? undefined : FAULTS.find(({ is }) => is(url));
  if (!fault) return [];
  return [{ pointer, reference: fault[subject], message: `${JSON.stringify(url)} ${fault.what}`, fix: fault.fix }];
}
