import { expect, it } from 'vitest';
import { readmeProof } from './readme-proof.ts';

it.each([
  ['matches', 'mcp-name: com.example/weather'],
  ['matches', 'text\n<!-- mcp-name: com.example/weather -->\nmore'],
  ['matches', '<!--mcp-name: com.example/weather-->'],
  ['matches', '<!--mcp-name: com.example/weather--!>'],
  ['matches', 'mcp-name: com.example/other\nmcp-name: com.example/weather,'],
  ['differs', 'mcp-name: com.example/weather-2'],
  ['differs', 'mcp-name: com.example/weather.'],
  ['differs', 'mcp-name: com.example/weather/x'],
  ['differs', 'mcp-name: comxexample/weather'],
  ['differs', 'mcp-name:com.example/weather'],
  ['absent', 'com.example/weather'],
  ['absent', 'mcp-name: '],
  ['absent', ''],
])('finds that the proof %s in %j', (proof, readme) => {
  expect(readmeProof(readme, 'com.example/weather')).toBe(proof);
});

it('takes a name letter by letter, whatever is in it', () => {
  expect(readmeProof('mcp-name: a(b+/c', 'a(b+/c')).toBe('matches');
  expect(readmeProof('mcp-name: abb/c', 'a(b+/c')).toBe('differs');
});
