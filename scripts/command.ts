import { fileURLToPath } from 'node:url';
import { Command, CommanderError, Option } from 'commander';

/** The checkout this script belongs to: relative paths in settings start here. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** How a script ends: all well, problems found (they were printed), or asked for in a way it does not understand. */
export const EXIT = { ok: 0, problems: 1, misuse: 2 } as const;

/** What every script understands. */
export interface CommonOptions {
  catalog: string;
  json: boolean;
}

/** A script's command line, with the flags that all scripts share. Each flag is also `MCP_REGISTRY_<FLAG>`. */
export function command(name: string, summary: string): Command {
  return new Command(`npm run ${name} --`)
    .description(summary)
    .addOption(setting('--catalog <folder>', 'the catalog to read').default('catalog'))
    .option('--json', 'print the result as JSON, and nothing else, on standard output', false)
    .helpOption('-h, --help', 'show this help')
    .showHelpAfterError('(add --help to see what is understood)')
    .exitOverride();
}

/** A flag that an environment variable can also set: `--no-probe` by `MCP_REGISTRY_NO_PROBE`. */
export function setting(flags: string, description: string): Option {
  const option = new Option(flags, description);
  return option.env(`MCP_REGISTRY_${(option.long ?? '').slice(2).toUpperCase().replaceAll('-', '_')}`);
}

/** A fault of the person's making, whose message says all there is to know: no stack is printed for it. */
export class UserError extends Error {
  readonly exitCode: number;
  constructor(message: string, { exitCode = EXIT.problems, cause }: { exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'UserError';
    this.exitCode = exitCode;
  }
}

/** Parses the command line, runs the script, and sets the exit code it returns. */
export async function run<Options>(
  program: Command,
  act: (options: Options & CommonOptions, args: string[]) => Promise<number>,
): Promise<void> {
  try {
    program.parse();
    process.exitCode = await act(program.opts<Options & CommonOptions>(), program.args);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.misuse;
    } else if (error instanceof UserError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = error.exitCode;
    } else {
      throw error;
    }
  }
}
