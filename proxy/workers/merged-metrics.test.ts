import { expect, it } from 'vitest';
import { mergedMetrics } from './merged-metrics.ts';

const head = (name: string) => `# HELP ${name} What it is\n# TYPE ${name} counter\n`;

it('puts the samples of a metric together, below one head', () => {
  const texts = [
    `${head('a')}a{worker="1"} 1\na{x="y",worker="1"} 2\n\n${head('b')}b{worker="1"} 3\n`,
    `${head('a')}a{worker="2"} 4\n\n${head('b')}\n${head('c')}c{worker="2"} 5\n`,
  ];
  expect(mergedMetrics(texts)).toBe(
    `${head('a')}a{worker="1"} 1\na{x="y",worker="1"} 2\na{worker="2"} 4\n\n${head('b')}b{worker="1"} 3\n\n${head('c')}c{worker="2"} 5\n`,
  );
});
