import { SERVER_SCHEMA_URL, type ServerJson } from '../../../catalog/server-json.ts';
import type { Found } from './found.ts';
import { type Repository, repositoryOf } from './repository.ts';

/** A server.json to begin with, and what is left for a person to do. */
export interface Draft {
  server: ServerJson;
  notes: string[];
}

const MOST = { title: 100, description: 100 };
const DESCRIPTION = 'Says in one sentence what the server does';
const VERSION = '0.1.0';

/** Makes a server.json of what was found: one that keeps the rules, with the least of it made up. Pure. */
export function draftOf(found: Found): Draft {
  const repository = repositoryOf(found.repositoryUrl);
  const name = nameOf(found, repository);
  const description = shortened(found.description, MOST.description);
  const title = shortened(found.title, MOST.title);
  const version = /^\d+\.\d+\.\d+[\w.+-]*$/.test(found.version ?? '') ? found.version : undefined;
  const website = /^https:\/\/[^\s/]+/.test(found.websiteUrl ?? '') ? found.websiteUrl : undefined;
  const subfolder = found.subfolder?.replace(/^\.?\/+|\/+$/g, '');
  const pack = found.package && { ...found.package, version: version ?? VERSION };
  return {
    server: {
      $schema: SERVER_SCHEMA_URL,
      name,
      ...(title ? { title } : {}),
      description: description || DESCRIPTION,
      version: version ?? VERSION,
      ...(website && !website.startsWith(repository?.url ?? ' ') ? { websiteUrl: website } : {}),
      ...(repository ? { repository: { ...repository, ...(subfolder ? { subfolder } : {}) } } : {}),
      ...(pack ? { packages: [pack] } : {}),
      ...(found.remote ? { remotes: [found.remote] } : {}),
    },
    notes: [
      ...(found.name === undefined ? [whyName(name, repository)] : []),
      ...(description ? [] : ['description: say in one sentence what the server does; people choose by it.']),
      ...(found.description && description !== tidy(found.description)
        ? [`description: it was cut to ${MOST.description} characters; read it again.`]
        : []),
      ...(version
        ? []
        : [`version: it is made up. ${pack ? 'Write that of the package.' : 'Write that of the server.'}`]),
      ...(pack
        ? [
            'packages: name the environment variables and arguments that it needs; "isSecret": true for keys. Never write a value.',
          ]
        : []),
      ...(pack || found.remote ? [] : ['packages or remotes: add one, or nobody can reach the server.']),
      ...found.notes.map((note) => note(name)),
    ],
  };
}

/** The publisher's own name, else one that follows from the repository, as the account there can prove. */
function nameOf({ name, slug = '' }: Found, repository: Repository | null): string {
  if (name !== undefined) return name;
  const own =
    slug
      .split('/')
      .at(-1)
      ?.replace(/[^\w.-]+/g, '-')
      .replace(/^[^a-zA-Z0-9]+|[^a-zA-Z0-9]+$/g, '') ?? '';
  const short = own.length > 1 ? own : undefined;
  const [, owner, project] = /^https:\/\/github\.com\/([^/]+)\/([^/]+)$/.exec(repository?.url ?? '') ?? [];
  return owner && project ? `io.github.${owner}/${short ?? project}` : `com.example/${short ?? 'my-server'}`;
}

function whyName(name: string, repository: Repository | null): string {
  if (name.startsWith('io.github.'))
    return `name: it follows from ${repository?.url}, and that account on GitHub can publish it. A domain of yours may stand there instead, backwards.`;
  return 'name: write io.github.<your login>/<server>, or a domain of yours backwards. You will have to prove that it is yours.';
}

function shortened(text: string | undefined, most: number): string {
  const whole = tidy(text ?? '');
  if (whole.length <= most) return whole;
  const cut = whole.slice(0, most - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), most / 2)).trimEnd()}…`;
}

/** On one line, and without what is not seen. */
function tidy(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
