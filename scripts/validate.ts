import { resolve } from 'node:path';
import { byPlace } from '../catalog/problem.ts';
import { command, ROOT, run } from './command.ts';
import { compareCatalog, validateCatalog, validateFiles } from './validate/check.ts';
import { fixCatalog, fixFiles } from './validate/fix.ts';
import { reportProblems } from './validate/report.ts';

const program = command('validate', 'Say everything that is wrong with the catalog, or with single files')
  .argument('[files...]', 'single files: all rules but those on their place and their neighbours')
  .option(
    '--base <revision>',
    'a git revision, such as origin/main: a version published there may not change or vanish',
  )
  .option(
    '--fix',
    'make the changes that are safe to make, then judge anew; published versions stay as they are',
    false,
  )
  .option('--force', 'with --fix: change published versions too', false)
  .addHelpText('after', '\nExit code: 0 without errors, 1 with errors, 2 when a file or folder is not there.');

await run<{ base?: string; fix: boolean; force: boolean }>(
  program,
  async ({ catalog, json, base, fix, force }, files) => {
    const folder = resolve(ROOT, catalog);
    if (fix) {
      const fixed = files.length > 0 ? await fixFiles(files, { force }) : await fixCatalog(folder, { force, base });
      if (!json) for (const line of fixed) process.stdout.write(`${line}\n`);
    }
    const { problems, subject } = files.length > 0 ? validateFiles(files) : await validateCatalog(folder);
    const against = base === undefined ? [] : await compareCatalog(folder, base);
    return reportProblems([...problems, ...against].sort(byPlace), { json, subject });
  },
);
