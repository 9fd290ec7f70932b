import type { Fault } from '../json/json-source.ts';
import { nearest } from '../nearest.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { type Part, packagesOf, textIn } from './server-view.ts';

/** What each kind of package registry needs to find one exact package. */
export const packages: FileRule = {
  code: 'E311',
  name: 'package',
  severity: 'error',
  why: 'A package is named so that every client installs the same one, and so that no client mistakes its name for an option.',
  scope: 'file',
  run: ({ value }) => packagesOf(value).flatMap((part) => [...identifierFaults(part), ...typeFaults(part)]),
  examples: {
    passes: example({
      server: {
        packages: [{ registryType: 'oci', identifier: 'ghcr.io/example/weather:1.0.0', transport: { type: 'stdio' } }],
      },
    }),
    fails: example({
      server: {
        packages: [
          {
            registryType: 'oci',
            identifier: 'ghcr.io/example/weather',
            version: '1.0.0',
            transport: { type: 'stdio' },
          },
        ],
      },
    }),
  },
};

function identifierFaults({ pointer: here, value }: Part): Fault[] {
  const identifier = textIn(value, 'identifier');
  const pointer = `${here}/identifier`;
  if (identifier === undefined) return [];
  if (/\s/.test(identifier) || identifier === '') {
    const message = 'The identifier is empty or has white space';
    return [
      { pointer, reference: 'package-name-has-spaces', message, fix: 'Write the name as its registry writes it.' },
    ];
  }
  return identifier.startsWith('-')
    ? [
        {
          pointer,
          message: 'The identifier begins with a hyphen, as options do',
          fix: 'Write the name as its registry writes it.',
        },
      ]
    : [];
}

function typeFaults({ pointer, value }: Part): Fault[] {
  const type = textIn(value, 'registryType');
  if (type === undefined) return [];
  const demands = DEMANDS[type];
  if (!demands) {
    const near = nearest(type, Object.keys(DEMANDS), 1)[0];
    const fix = `Write one of ${Object.keys(DEMANDS).join(', ')}.${near ? ` Did you mean "${near}"?` : ''}`;
    return [{ pointer: `${pointer}/registryType`, message: `"registryType" is ${JSON.stringify(type)}`, fix }];
  }
  const missing = demands.needs.filter((field) => !Object.hasOwn(value, field));
  const surplus = demands.refuses.filter((field) => Object.hasOwn(value, field));
  const identifier = textIn(value, 'identifier') ?? '';
  return [
    ...missing.map((field) => ({
      pointer: `${pointer}/${field}`,
      message: `A package of type ${type} needs "${field}"`,
      fix: `Add "${field}".`,
    })),
    ...surplus.map((field) => ({
      pointer: `${pointer}/${field}`,
      at: 'key' as const,
      message: `A package of type ${type} has no "${field}"`,
      fix: field === 'version' ? 'Delete it; the tag or digest stands in the identifier.' : 'Delete it.',
    })),
    ...(identifier === '' || demands.identifier.test(identifier)
      ? []
      : [
          {
            pointer: `${pointer}/identifier`,
            message: `"identifier" is ${JSON.stringify(identifier)}`,
            fix: demands.fix,
          },
        ]),
  ];
}

interface Demands {
  needs: string[];
  refuses: string[];
  identifier: RegExp;
  fix: string;
}

const NAMED: Demands = {
  needs: ['version'],
  refuses: ['fileSha256'],
  identifier: /^(?!https?:)/,
  fix: 'Write the name of the package, not its address.',
};

const DEMANDS: Record<string, Demands> = {
  npm: NAMED,
  pypi: NAMED,
  nuget: NAMED,
  cargo: NAMED,
  oci: {
    needs: [],
    refuses: ['version', 'registryBaseUrl', 'fileSha256'],
    identifier: /^(?!https?:).*(:[\w][\w.-]*|@sha256:[a-f0-9]{64})$/,
    fix: 'Write the full reference with its tag or digest, such as ghcr.io/acme/weather:1.2.0.',
  },
  mcpb: {
    needs: ['fileSha256'],
    refuses: ['registryBaseUrl'],
    identifier: /^https:\/\//,
    fix: 'Write the https address of the .mcpb file.',
  },
};
