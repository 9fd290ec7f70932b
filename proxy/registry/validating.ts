import type { Problem } from '../../catalog/problem.ts';
import { readBody } from '../body.ts';
import { json } from './about.ts';
import type { Endpoint } from './endpoint.ts';

/** All that is wrong with a `server.json`, at once. The answer is always 200: `valid` says how it ended. */
export const validate: Endpoint = {
  path: '/validate',
  methods: {
    POST: async ({ request, bodyBytes }) => {
      const text = await readBody(request, bodyBytes);
      // The rules take a while to load, and few proxies are ever asked.
      const [{ judgeFile }, { parseJsonSource }] = await Promise.all([
        import('../../catalog/rules/judge.ts'),
        import('../../catalog/json/json-source.ts'),
      ]);
      const problems = judgeFile({ ...parseJsonSource('server.json', Buffer.from(text)), kind: 'server' });
      return json({ valid: !problems.some(({ severity }) => severity === 'error'), issues: problems.map(issueOf) });
    },
  },
};

/** A problem in the words of the registry API (ValidationResult); `code`, `line`, `column` and `fix` are ours. */
function issueOf({ code, reference, pointer, message, severity, line, column, fix }: Problem) {
  const type = TYPES[code.slice(0, 2)] ?? (code.startsWith('E') ? 'semantic' : 'linter');
  return { type, path: pathOf(pointer), message, severity, reference: reference ?? code, code, line, column, fix };
}

const TYPES: Record<string, string> = { E1: 'json', E2: 'schema' };

/** `packages[0].transport.url` for `/packages/0/transport/url`. */
function pathOf(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  const plain = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return plain
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}
