import { resolve } from 'node:path';
import { command, ROOT, run } from './command.ts';
import { validateCatalog, validateFiles } from './validate/check.ts';
import { reportProblems } from './validate/report.ts';

const program = command('validate', 'Say everything that is wrong with the catalog, or with single files')
  .argument('[files...]', 'single files: all rules but those on their place and their neighbours')
  .addHelpText('after', '\nExit code: 0 without errors, 1 with errors, 2 when a file or folder is not there.');

await run(program, async ({ catalog, json }, files) => {
  const { problems, subject } = files.length > 0 ? validateFiles(files) : await validateCatalog(resolve(ROOT, catalog));
  return reportProblems(problems, { json, subject });
});
