import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endProgram } from '../bench/processes.ts';

const LIMIT_MS = 120_000;
const MOST_BYTES = 16 * 2 ** 20;
const MOST_LINES = 30;

/** Who does what on the way, as git names them: nothing of whose machine this is. */
const PEOPLE = { publisher: 'A publisher', maintainer: 'A maintainer' };
type Person = keyof typeof PEOPLE;

/** A walk in a folder of its own: what is run on the way is told, with what it said. */
export class Journey {
  /** The registry: a bare repository, as a host of git has it. */
  readonly registry: string;
  /** A clone of it, in which both people run npm. */
  readonly clone: string;
  /** The publisher's own project. */
  readonly project: string;
  /** Where the proxy answers, once it does. */
  proxyUrl = '';
  readonly #folder: string;
  readonly #closers: (() => Promise<void>)[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    this.registry = join(folder, 'registry.git');
    this.clone = join(folder, 'clone');
    this.project = join(folder, 'project');
  }

  /** The address of the registry's repository. */
  get address(): string {
    return `file://${this.registry}`;
  }

  /** Runs a command to its end. Throws when it fails. */
  async run(person: Person, words: string[], cwd = this.clone): Promise<string> {
    this.say(`$ ${words.join(' ')}`);
    const { code, output } = await ended(words, { cwd, env: environmentOf(person) });
    const lines = output.split('\n').filter((line) => line !== '' && !line.startsWith('> '));
    for (const line of lines.slice(0, MOST_LINES)) this.say(`  ${line}`);
    if (lines.length > MOST_LINES) this.say(`  … and ${lines.length - MOST_LINES} lines more`);
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}`);
    return output;
  }

  /** Starts a program that goes on until the journey ends, and waits for its first word on standard error or output. */
  async start(words: string[]): Promise<ChildProcess> {
    this.say(`$ ${words.join(' ')} &`);
    const [program = '', ...args] = words;
    const child = spawn(program, args, { cwd: this.clone, env: environmentOf('maintainer'), stdio: 'pipe' });
    this.atEnd(() => endProgram(child));
    child.stderr.resume();
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    child.stdout.resume();
    if (child.exitCode !== null) throw new Error(`${words.join(' ')} ended with ${child.exitCode}`);
    return child;
  }

  /** Tells something. Folders of the journey are called by their last names. */
  say(line: string): void {
    console.log(`   ${line.replaceAll(`${this.#folder}/`, '')}`);
  }

  atEnd(close: () => Promise<void>): void {
    this.#closers.unshift(close);
  }

  async end(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
  }
}

function environmentOf(person: Person): NodeJS.ProcessEnv {
  const [name, email] = [PEOPLE[person], `${person}@example.com`];
  return {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C', NO_COLOR: '1' },
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email },
  };
}

function ended(
  [program = '', ...args]: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<{ code: number; output: string }> {
  return new Promise((done, fail) => {
    const child = execFile(
      program,
      args,
      { ...options, timeout: LIMIT_MS, maxBuffer: MOST_BYTES },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        if (!error) return done({ code: 0, output });
        if (typeof error.code === 'number') return done({ code: error.code, output });
        fail(error);
      },
    );
    child.stdin?.end();
  });
}
