import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../command.ts';

/** Has a person change a text in their own editor (`VISUAL`, `EDITOR`). Throws `UserError` where it cannot be opened. */
export async function editText(name: string, text: string, env = process.env): Promise<string> {
  const editor = env.VISUAL || env.EDITOR || (process.platform === 'win32' ? 'notepad' : 'vi');
  const folder = await mkdtemp(join(tmpdir(), 'edit-'));
  const file = join(folder, name);
  try {
    await writeFile(file, text);
    // What it is set to may be a command with arguments, which the shell takes apart, as git has it.
    const child =
      process.platform === 'win32'
        ? spawn(`${editor} "${file}"`, { stdio: 'inherit', shell: true })
        : spawn('sh', ['-c', `${editor} "$1"`, 'editor', file], { stdio: 'inherit', env });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new UserError(`The editor ${editor} ended with ${code}: set EDITOR to one that is there`);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
