/** What a command line starts, as far as it can be told without guessing; `rest` is what comes after the package. */
export type CommandLine =
  | { kind: 'package'; registryType: 'npm' | 'pypi' | 'nuget'; identifier: string; version?: string; rest: string[] }
  | { kind: 'image'; identifier: string; options: string[][]; variables: string[]; rest: string[] }
  | { kind: 'repository'; owner: string; name: string }
  | { kind: 'bridge'; url: string; headers: string[] }
  | { kind: 'local' };

const LOCAL: CommandLine = { kind: 'local' };

/**
 * Reads the command line of a process. Whatever holds an option that is not known here is local: what follows might be its
 * value, a password say, as well as the name of a package.
 */
export function readCommandLine(command: string, args: readonly string[]): CommandLine {
  const [said = '', ...before] = args.length === 0 ? command.trim().split(/\s+/) : [command];
  const program = (said.split(/[/\\]/).at(-1) ?? '').toLowerCase().replace(/\.(exe|cmd|bat|ps1)$/, '');
  return readProgram(program, [...before, ...args]);
}

function readProgram(program: string, args: string[]): CommandLine {
  const [first = '', second = ''] = args;
  switch (program) {
    case 'cmd':
      return /^\/c$/i.test(first) ? readCommandLine(second, args.length > 2 ? args.slice(2) : []) : LOCAL;
    case 'env': {
      const from = args.findIndex((each) => !/^[A-Za-z_]\w*=/.test(each));
      return from === -1 ? LOCAL : readCommandLine(args[from] ?? '', args.slice(from + 1));
    }
    case 'npx':
    case 'pnpx':
    case 'bunx':
      return npmPackage(args);
    case 'npm':
      return first === 'exec' || first === 'x' ? npmPackage(args.slice(1)) : LOCAL;
    case 'pnpm':
    case 'yarn':
      return first === 'dlx' ? npmPackage(args.slice(1)) : LOCAL;
    case 'bun':
      return first === 'x' ? npmPackage(args.slice(1)) : LOCAL;
    case 'uvx':
      return pythonPackage(args);
    case 'uv':
      return first === 'tool' && second === 'run' ? pythonPackage(args.slice(2)) : LOCAL;
    case 'pipx':
      return first === 'run' ? pythonPackage(args.slice(1)) : LOCAL;
    case 'docker':
    case 'podman':
    case 'nerdctl':
      return first === 'run' ? image(args.slice(1)) : LOCAL;
    case 'dnx':
      return dotnetPackage(args);
    case 'dotnet':
      return first === 'tool' && second === 'exec' ? dotnetPackage(args.slice(2)) : LOCAL;
    default:
      return LOCAL;
  }
}

/** Options before the first word that is none; those that take a value have it. Null: one of them is not known. */
function optionsOf(
  args: readonly string[],
  { plain, valued }: { plain: ReadonlySet<string>; valued: ReadonlySet<string> },
): { options: [name: string, value?: string][]; rest: string[] } | null {
  const options: [string, string?][] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') return { options, rest: args.slice(at + 1) };
    if (!arg.startsWith('-')) return { options, rest: args.slice(at) };
    const [, name = arg, value] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? [];
    if (plain.has(name)) options.push([name]);
    else if (!valued.has(name)) return null;
    else if (value !== undefined) options.push([name, value]);
    else {
      at += 1;
      options.push([name, args[at] ?? '']);
    }
  }
  return { options, rest: [] };
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const NPM = {
  plain: words('-y --yes -q --quiet --silent -s --prefer-offline --prefer-online --offline --no-install --bun'),
  valued: words('-p --package'),
};
const NPM_NAME = /^((?:@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*)(?:@([^@\s]+))?$/i;

function npmPackage(args: readonly string[]): CommandLine {
  const read = optionsOf(args, NPM);
  if (!read) return LOCAL;
  const named = read.options.find(([name]) => name === '-p' || name === '--package')?.[1];
  const [word = '', ...rest] = read.rest;
  const [, identifier, version] = NPM_NAME.exec(named ?? word) ?? [];
  if (identifier === undefined) return repositoryIn(named ?? word);
  if (identifier === 'mcp-remote') return bridge(rest);
  return { kind: 'package', registryType: 'npm', identifier, ...exact(version), rest };
}

/** `mcp-remote` makes a process of a remote, for clients that know only processes. */
function bridge(args: readonly string[]): CommandLine {
  const url = args.find((each) => /^https?:\/\//.test(each));
  const headers = args.flatMap((each, at) => (args[at - 1] === '--header' ? [each] : []));
  return url === undefined ? LOCAL : { kind: 'bridge', url, headers };
}

const UV = {
  plain: words(
    '-q --quiet -v --verbose --refresh --isolated -n --no-cache --offline --native-tls --no-config -U --upgrade',
  ),
  valued: words('--from --spec --with -p --python --prerelease --refresh-package --directory --cache-dir --env-file'),
};
const PYTHON_NAME = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?:\[[a-z0-9,._ -]*\])?(?:(?:==|@)([^\s,;]+)|[<>=!~].*)?$/i;

function pythonPackage(args: readonly string[]): CommandLine {
  const read = optionsOf(args, UV);
  if (!read) return LOCAL;
  const named = read.options.find(([name]) => name === '--from' || name === '--spec')?.[1];
  const [word = '', ...rest] = read.rest;
  const [, identifier, version] = PYTHON_NAME.exec((named ?? word).trim()) ?? [];
  if (identifier === undefined) return repositoryIn(named ?? word);
  return { kind: 'package', registryType: 'pypi', identifier, ...exact(version), rest };
}

function dotnetPackage(args: readonly string[]): CommandLine {
  const [word = '', ...rest] = args;
  const [, identifier, version] = /^([A-Za-z0-9][\w.-]*)(?:@(\S+))?$/.exec(word) ?? [];
  if (identifier === undefined) return LOCAL;
  const at = rest.indexOf('--version');
  const own = rest.filter(
    (each, index) => !/^(--yes|-y|--)$/.test(each) && (at === -1 || (index !== at && index !== at + 1)),
  );
  return {
    kind: 'package',
    registryType: 'nuget',
    identifier,
    ...exact(version ?? (at === -1 ? undefined : rest[at + 1])),
    rest: own,
  };
}

const DOCKER = {
  plain: words(
    '-i --interactive -t --tty -it -ti -d --detach --rm --init --read-only --privileged -P --publish-all -q --quiet',
  ),
  valued: words(
    '-e --env --env-file -v --volume --mount -p --publish --network --net --name --entrypoint -w --workdir -u --user --platform ' +
      '--pull --add-host -h --hostname -m --memory --cpus -l --label --gpus --cap-add --cap-drop --security-opt --tmpfs --dns --restart --shm-size',
  ),
};
const IMAGE =
  /^[a-z0-9][a-z0-9.-]*(?::\d+)?(?:\/[a-z0-9][a-z0-9._-]*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/;

function image(args: readonly string[]): CommandLine {
  const read = optionsOf(args, DOCKER);
  const [identifier = '', ...rest] = read?.rest ?? [];
  if (!read || !IMAGE.test(identifier)) return LOCAL;
  const isVariable = (name: string) => name === '-e' || name === '--env';
  const variables = read.options.flatMap(([name, value = '']) =>
    isVariable(name) ? [value.split('=', 1)[0] ?? ''] : [],
  );
  const options = read.options.filter(
    ([name]) => DOCKER.valued.has(name) && !isVariable(name) && name !== '--env-file',
  );
  return { kind: 'image', identifier, options: options.map(([name, value = '']) => [name, value]), variables, rest };
}

/** `git+https://github.com/acme/weather`, `github:acme/weather`: the code itself. */
function repositoryIn(spec: string): CommandLine {
  const [, owner, name] =
    /^(?:git\+)?(?:https?|ssh):\/\/(?:[^@/]*@)?github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:[@#/].*)?$/.exec(spec) ??
    /^github:([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:#.*)?$/.exec(spec) ??
    [];
  return owner === undefined || name === undefined ? LOCAL : { kind: 'repository', owner, name };
}

/** A version that is one; a tag or a range leaves it open. */
function exact(version: string | undefined): { version?: string } {
  return version !== undefined && /^v?\d+(\.\d+){1,3}([-+.]?[0-9A-Za-z.-]{1,30})?$/.test(version) ? { version } : {};
}
