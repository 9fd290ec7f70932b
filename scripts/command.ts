import { fileURLToPath } from 'node:url';
import { Command, CommanderError, Option } from 'commander';
import { EXIT, UserError } from '../catalog/user-error.ts';

// What the scripts share with the lone proxy (`proxy/main.ts`).
export { EXIT, UserError };

/** The checkout this script belongs to: relative paths in settings start here. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

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
