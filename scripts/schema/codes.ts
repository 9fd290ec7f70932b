import { BASE_CODES } from '../../catalog/base.ts';
import { SYNTAX_CODES } from '../../catalog/json/json-syntax.ts';
import { OWNERSHIP_CODES } from '../../catalog/publish/ownership/may-publish.ts';
import { LOADING_CODES } from '../../catalog/read-catalog.ts';
import { rules } from '../../catalog/rules/index.ts';
import { CHANGE_CODES } from '../pull-request/refuse-files.ts';

/** Every code of a problem in the catalog and what it asks for, as a Markdown table. */
export function codesTable(): string {
  const rows = [
    ...Object.entries({
      ...{ ...SYNTAX_CODES, ...LOADING_CODES, ...OWNERSHIP_CODES },
      ...{ ...BASE_CODES, ...CHANGE_CODES },
    }).map(([code, why]) => ({
      code,
      name: '',
      why,
    })),
    ...rules.map(({ code, name, why }) => ({ code, name: `\`${name}\``, why })),
  ].sort((a, b) => (a.code.slice(1) < b.code.slice(1) ? -1 : 1));
  const lines = rows.map(({ code, name, why }) => `| ${code} | ${name} | ${why} |\n`);
  return `| code | rule | what it asks for |\n|---|---|---|\n${lines.join('')}`;
}
