import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../../catalog/git/git.ts';
import { jsonText } from '../../../catalog/json/json-edit.ts';
import type { Egress } from '../../../catalog/net/connector.ts';
import type { Problem } from '../../../catalog/problem.ts';
import { catalogFile } from '../../../catalog/read-catalog.ts';
import { judgeFile } from '../../../catalog/rules/judge.ts';
import { EXIT, UserError } from '../../command.ts';
import { draftOf } from './draft.ts';
import { type Found, together } from './found.ts';
import { fromPackageJson } from './package-json.ts';
import { fromPyProject } from './pyproject.ts';
import { fromCommand, fromUrl } from './running-server.ts';

export interface InitOptions {
  /** A running server to ask, beside what the project says. */
  url?: string | undefined;
  commandLine?: string | undefined;
  egress: Egress;
  /** Write over a server.json that is there. */
  force: boolean;
}

/** What was written, what a person should do with it, and what is wrong with it by now. */
export interface Initialized {
  file: string;
  name: string;
  notes: string[];
  problems: Problem[];
}

/**
 * Writes a `server.json` into a project's folder, of what its `package.json` or `pyproject.toml` says, its clone of git, and
 * a running server. Throws `UserError` when there is nothing to read, or a file to lose.
 */
export async function init(folder: string, { url, commandLine, egress, force }: InitOptions): Promise<Initialized> {
  const file = join(folder, 'server.json');
  if (existsSync(file) && !force) {
    throw new UserError(`${file} is there already: --force writes over it`, { exitCode: EXIT.misuse });
  }
  const project = projectIn(folder);
  const running =
    url !== undefined ? await fromUrl(url, egress) : commandLine && (await fromCommand(commandLine, folder));
  const found = [project, running || null].filter((each) => each !== null);
  if (found.length === 0) {
    const what = `There is neither a package.json nor a pyproject.toml in ${folder}`;
    throw new UserError(`${what}: name its folder, or a running server by --url or --command`, {
      exitCode: EXIT.misuse,
    });
  }
  const all = together([...found, { repositoryUrl: await originOf(folder), notes: [] }]);
  const { server, notes } = draftOf(all);
  const judged = judge(file, server);
  // A server on this machine is none that others could reach.
  const isLocal = judged.some(({ code }) => code === 'E309');
  const { remotes, ...rest } = server;
  const kept = isLocal ? rest : server;
  writeFileSync(file, jsonText(kept), { flag: force ? 'w' : 'wx' });
  return {
    ...{ file, name: server.name, problems: isLocal ? judge(file, kept) : judged },
    notes: [
      ...notes,
      ...(isLocal ? [`remotes: ${remotes?.[0]?.url} is no public https address, so it was left out.`] : []),
    ],
  };
}

function judge(file: string, server: unknown): Problem[] {
  return judgeFile(catalogFile(file, jsonText(server)));
}

function projectIn(folder: string): Found | null {
  const readers: [string, (text: string) => Found][] = [
    ['package.json', (text) => fromPackageJson(JSON.parse(text))],
    ['pyproject.toml', fromPyProject],
  ];
  for (const [name, read] of readers) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    try {
      return read(readFileSync(path, 'utf8'));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new UserError(`${path} cannot be read: ${why}`, { cause });
    }
  }
  return null;
}

/** Where a clone came from; undefined outside git. */
async function originOf(folder: string): Promise<string | undefined> {
  const { code, stdout } = await git(['remote', 'get-url', 'origin'], { cwd: folder });
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}
