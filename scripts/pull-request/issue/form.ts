/** The fields of the form for a server (`.github/ISSUE_TEMPLATE/add-a-server.yml`) by their ids, with the labels that an issue shows. */
export const FORM = {
  name: 'Name',
  title: 'Title',
  description: 'Description',
  version: 'Version',
  repository: 'Repository',
  address: 'Address of the hosted server',
  transport: 'Transport of the hosted server',
  registry: 'Kind of package',
  package: 'Package',
  packageVersion: 'Version of the package',
  variables: 'Environment variables of the package',
  categories: 'Categories',
  tags: 'Tags',
} as const;
export type Field = keyof typeof FORM;

/** What someone has written into the form; fields they left out are empty. */
export type Filled = Record<Field, string>;

/** GitHub cuts there. */
const CHARACTERS = 65_536;
const EMPTY = '_No response_';

/**
 * Reads the body of an issue that the form has made: a heading for each field, then its text. Null where it is none of the
 * form's. Anybody can write anything there, headings too: a field that stands twice is a fault.
 */
export function readForm(body: string): { filled: Filled } | { faults: string[] } | null {
  const ids = new Map(fieldsOf().map((id) => [`### ${FORM[id]}`, id]));
  const found = new Map<Field, string[]>();
  const faults: string[] = [];
  let lines: string[] = [];
  for (const line of body.slice(0, CHARACTERS).split(/\r?\n/)) {
    const id = ids.get(line.trimEnd());
    if (id === undefined) lines.push(line);
    else {
      if (found.has(id)) faults.push(`"${FORM[id]}" stands twice: leave the headings of the form as they are`);
      lines = [];
      found.set(id, lines);
    }
  }
  if (!found.has('name') || !found.has('version') || !found.has('description')) return null;
  if (faults.length > 0) return { faults };
  const textOf = (id: Field) => (found.get(id) ?? []).join('\n').trim();
  const filled: Filled = {
    ...{ name: '', title: '', description: '', version: '', repository: '', address: '', transport: '', registry: '' },
    ...{ package: '', packageVersion: '', variables: '', categories: '', tags: '' },
  };
  for (const id of fieldsOf()) filled[id] = textOf(id) === EMPTY ? '' : textOf(id);
  return { filled };
}

function fieldsOf(): Field[] {
  const isField = (key: string): key is Field => key in FORM;
  return Object.keys(FORM).filter(isField);
}
