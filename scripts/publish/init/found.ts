import type { Package, Remote } from '../../../catalog/server-json.ts';

/** What a project, or a running server, says of itself. Its text may be anything. */
export interface Found {
  /** As the publisher has chosen it: `mcpName`, where a project has one. */
  name?: string | undefined;
  /** What the project is called otherwise. */
  slug?: string | undefined;
  title?: string | undefined;
  description?: string | undefined;
  version?: string | undefined;
  websiteUrl?: string | undefined;
  /** In whatever way a project writes it. */
  repositoryUrl?: string | undefined;
  subfolder?: string | undefined;
  package?: Package | undefined;
  remote?: Remote | undefined;
  /** What a person should do, beside filling in the file. */
  notes: ((name: string) => string)[];
}

/** What several say together: of each field, whoever comes first. */
export function together(all: Found[]): Found {
  const first = <Field extends keyof Found>(field: Field) =>
    all.map((one) => one[field]).find((each) => each !== undefined);
  return {
    ...{ name: first('name'), slug: first('slug'), title: first('title'), description: first('description') },
    ...{ version: first('version'), websiteUrl: first('websiteUrl'), repositoryUrl: first('repositoryUrl') },
    ...{ subfolder: first('subfolder'), package: first('package'), remote: first('remote') },
    notes: all.flatMap(({ notes }) => notes),
  };
}
