import { expect, it } from 'vitest';
import { namespacesOf } from './namespaces.ts';
import { aSite } from './testing.ts';

it('gathers servers below their namespaces, the largest first, without the deleted', () => {
  expect(namespacesOf(aSite()).map(({ name, cards }) => [name, cards.length])).toEqual([
    ['com.example.many', 60],
    ['com.example', 10],
  ]);
});
