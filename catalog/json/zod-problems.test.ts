import { expect, it } from 'vitest';
import * as z from 'zod';
import { parseJsonSource } from './json-source.ts';
import { zodProblems } from './zod-problems.ts';

const Shape = z.strictObject({
  name: z.string().max(5),
  timeoutMs: z.int().min(1).optional(),
  color: z.enum(['red', 'green']).optional(),
  homepage: z.url().optional(),
  alias: z
    .string()
    .regex(/^[a-z]+$/, 'an alias is lower-case letters')
    .optional(),
  sizes: z.record(z.string(), z.strictObject({ width: z.number() })).optional(),
  auth: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('none') }),
        z.strictObject({ type: z.literal('bearer'), tokenEnv: z.string() }),
      ]),
    )
    .optional(),
  source: z.union([z.string(), z.strictObject({ path: z.string() })]).optional(),
});

it.each([
  ['{}', '1:1 "name" is missing | Add "name": a string.'],
  ['{"name": 4}', '1:10 "name" is a number | Write a string.'],
  ['{"name": "abcdef"}', '1:10 "name" has 6 characters; at most 5 allowed | Make it smaller.'],
  ['{"name": "a", "timeoutMs": 0}', '1:28 "timeoutMs" is 0; at least 1 needed | Make it larger.'],
  ['{"name": "a",\n"timeoutms": 1}', '2:1 Unknown field "timeoutms" | Did you mean "timeoutMs"?'],
  ['{"name": "a", "color": "gren"}', '1:24 "color" is "gren" | Write one of "red", "green". Did you mean "green"?'],
  ['{"name": "a", "homepage": "x"}', '1:27 "homepage" is "x" | Write a URL such as https://example.com/.'],
  ['{"name": "a", "alias": "A"}', '1:24 "alias" is "A" | An alias is lower-case letters.'],
  ['{"name": "a", "sizes": {"s": {}}}', '1:30 "width" is missing | Add "width": a number.'],
  ['{"name": "a", "sizes": {"s": {"width": 1, "widht": 2}}}', '1:43 Unknown field "widht" | Did you mean "width"?'],
  ['{"name": "a", "auth": [{"type": "bear"}]}', '1:33 "type" is "bear" | Write one of "none", "bearer".'],
  ['{"name": "a", "auth": [{"type": "bearer"}]}', '1:24 "tokenEnv" is missing | Add "tokenEnv": a string.'],
  ['{"name": "a", "auth": [4]}', '1:24 "auth[0]" is a number | Write an object, { … }.'],
  ['{"name": "a", "source": {}}', '1:25 "path" is missing | Add "path": a string.'],
  ['{"name": "a", "source": true}', '1:25 "source" is true | Write a string or an object, { … }.'],
])('says of %s what is wrong, where, and how to mend it', (text, expected) => {
  const source = parseJsonSource('a.json', text);
  const { error } = Shape.safeParse(source.value);
  const problems = error ? zodProblems(source, error, { schema: Shape, code: 'E201', unknownKeyCode: 'E203' }) : [];
  expect(
    problems.map(({ line, column, message, fix }) => `${line}:${column} ${message} | ${fix}`).join('\n'),
  ).toContain(expected);
  expect(problems.map(({ code }) => code)).toEqual([expected.includes('Unknown field') ? 'E203' : 'E201']);
});
