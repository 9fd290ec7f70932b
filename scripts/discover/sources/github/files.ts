import * as z from 'zod';
import type { Github } from './client.ts';
import type { Repository } from './repository.ts';

/** No file that describes a server is longer. */
const MOST_BYTES = 512 * 1024;

const Listing = z.array(z.looseObject({ name: z.string(), type: z.string(), size: z.int() }));
const File = z.looseObject({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });

/** The files of one repository's default branch, which are asked for only where they are. */
export class Files {
  readonly #github: Github;
  readonly #at: { owner: string; repo: string };

  constructor(github: Github, { owner, name }: Repository) {
    this.#github = github;
    this.#at = { owner: owner.login, repo: name };
  }

  /** What is at the root, by name; a folder has no size. An empty repository has nothing. */
  async root(): Promise<Map<string, { isFolder: boolean; bytes: number }>> {
    const answer = await this.#github.ask(({ rest }) => rest.repos.getContent({ ...this.#at, path: '' }));
    const { data = [] } = Listing.safeParse(answer?.data);
    return new Map(data.map(({ name, type, size }) => [name, { isFolder: type === 'dir', bytes: size }]));
  }

  /** The text of a file; null where there is none. Throws an `Error` for what is too long, or no file. */
  async text(path: string, bytes = 0): Promise<string | null> {
    if (bytes > MOST_BYTES) throw tooLong();
    const answer = await this.#github.ask(({ rest }) => rest.repos.getContent({ ...this.#at, path }));
    if (!answer) return null;
    const { data } = File.safeParse(answer.data);
    if (!data) throw new Error('it is no file, or GitHub does not give it at once');
    const content = Buffer.from(data.content, 'base64');
    if (content.length > MOST_BYTES) throw tooLong();
    return content.toString('utf8');
  }
}

function tooLong(): Error {
  return new Error(`it is longer than ${MOST_BYTES} bytes`);
}
