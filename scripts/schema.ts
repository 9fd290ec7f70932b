import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, EXIT, ROOT, run } from './command.ts';
import { generated, staleFiles } from './schema/generated.ts';

const program = command(
  'schema',
  'Write what is generated: JSON Schemas from the shapes in catalog/, the tables of codes and of features',
).option('--check', 'write nothing; fail when a file is stale', false);

await run<{ check: boolean }>(program, async ({ check }) => {
  const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
  const stale = staleFiles(generated(read), read);
  if (!check) for (const [file, text] of stale) writeFileSync(join(ROOT, file), text);
  for (const file of stale.keys())
    process.stdout.write(`${file} ${check ? 'is stale: run npm run schema' : 'written'}\n`);
  return check && stale.size > 0 ? EXIT.problems : EXIT.ok;
});
