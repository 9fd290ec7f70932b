import type { Value } from './value.ts';
import type { Launch, Way } from './way.ts';

/** A way with what the reader typed in the place of its gaps; those without a value stay gaps. */
export function fillWay(way: Way, values: ReadonlyMap<string, string>): Way {
  const fill = (value: Value): Value =>
    value.map((part) => (typeof part === 'string' ? part : (values.get(part.ask) ?? part)));
  const pairs = (of: [string, Value][]) => of.map(([key, value]): [string, Value] => [key, fill(value)]);
  const launch = ((): Launch => {
    switch (way.launch.kind) {
      case 'remote':
        return { ...way.launch, url: fill(way.launch.url), headers: pairs(way.launch.headers) };
      case 'process':
        return { ...way.launch, args: way.launch.args.map(fill), env: pairs(way.launch.env) };
      case 'bundle':
        return way.launch;
    }
  })();
  const { start } = way;
  return start
    ? { ...way, launch, start: { ...start, args: start.args.map(fill), env: pairs(start.env) } }
    : { ...way, launch };
}
