import { type Filled, FORM } from './form.ts';

/** The body of an issue as GitHub makes it of a filled form, for tests. */
export function aForm(filled: Partial<Filled> = {}): string {
  const answers: Partial<Filled> = {
    ...{ name: 'io.github.acme/weather', description: 'Tells the weather of tomorrow', version: '1.0.0' },
    ...{ transport: 'streamable-http', registry: 'none', ...filled },
  };
  const all = new Map(Object.entries(answers));
  return Object.entries(FORM)
    .map(([id, label]) => `### ${label}\n\n${all.get(id) || '_No response_'}`)
    .join('\n\n');
}
