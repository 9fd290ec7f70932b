import type { Submission } from '../../../catalog/publish/submission.ts';
import { type Package, SERVER_SCHEMA_URL, type ServerJson } from '../../../catalog/server-json.ts';
import type { Filled } from './form.ts';

/** A server as somebody described it in a form: a `server.json`, and what a new listing would say. The rules judge both. */
export function serverOf(filled: Filled): { server: ServerJson; listing: NonNullable<Submission['defaults']> } {
  const { name, title, description, version, repository, address, transport } = filled;
  const package_ = packageOf(filled);
  return {
    server: {
      $schema: SERVER_SCHEMA_URL,
      name,
      ...(title ? { title } : {}),
      description,
      ...(repository ? { repository: { url: repository, source: sourceOf(repository) } } : {}),
      version,
      ...(package_ ? { packages: [package_] } : {}),
      ...(address ? { remotes: [{ type: transport || 'streamable-http', url: address }] } : {}),
    },
    listing: { categories: wordsIn(filled.categories), tags: wordsIn(filled.tags) },
  };
}

function packageOf({ registry, package: identifier, packageVersion, variables }: Filled): Package | null {
  if (!identifier) return null;
  const environment = variables.split('\n').flatMap((line) => variableIn(line) ?? []);
  return {
    registryType: registry,
    identifier,
    ...(packageVersion ? { version: packageVersion } : {}),
    transport: { type: 'stdio' },
    ...(environment.length > 0 ? { environmentVariables: environment } : {}),
  };
}

/** `WEATHER_KEY (secret): the key from your account page`. */
function variableIn(line: string): NonNullable<Package['environmentVariables']>[number] | null {
  const [head = '', ...rest] = line.split(':');
  const name = head.replace(/\((?:secret|optional)\)/g, '').trim();
  if (!name) return null;
  const description = rest.join(':').trim();
  const isRequired = !head.includes('(optional)');
  return { name, ...(description ? { description } : {}), isRequired, isSecret: head.includes('(secret)') };
}

function wordsIn(text: string): string[] {
  return [...new Set(text.split(',').map((word) => word.trim().toLowerCase().replaceAll(/\s+/g, '-')))].filter(Boolean);
}

function sourceOf(repository: string): string {
  const host = URL.canParse(repository) ? new URL(repository).hostname : '';
  return /^(github|gitlab)\.com$/.exec(host)?.[1] ?? (host || 'git');
}
