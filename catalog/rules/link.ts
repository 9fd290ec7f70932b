import type { Fault } from '../json-source.ts';
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
    ...faultsOf('/websiteUrl', textIn(value, 'websiteUrl'), 'website-url'),
    ...partsIn(value, 'icons').flatMap((icon) =>
      faultsOf(`${icon.pointer}/src`, textIn(icon.value, 'src'), 'icon-src'),
    ),
  ],
  examples: {
    passes: example({ server: { websiteUrl: 'https://example.com/weather' } }),
    fails: example({ server: { icons: [{ src: 'http://example.com/icon.png' }] } }),
  },
};

function faultsOf(pointer: string, url: string | undefined, subject: 'website-url' | 'icon-src'): Fault[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const said = JSON.stringify(url);
  if (new URL(url).protocol !== 'https:') {
    return [
      {
        pointer,
        reference: `${subject}-invalid-scheme`,
        message: `${said} is not an https address`,
        fix: 'Write an https address.',
      },
    ];
  }
  return /["'<>\s]/.test(url)
    ? [
        {
          pointer,
          reference: `${subject}-invalid-characters`,
          message: `${said} has quotes, angles or white space`,
          fix: 'Percent-encode them.',
        },
      ]
    : [];
}
