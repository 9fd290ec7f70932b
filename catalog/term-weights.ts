import { termsIn } from './words.ts';

/** What a server is found by. `tools` are the names of its tools, `labels` its tags and categories. */
export interface Findable {
  name: string;
  title: string;
  alias: string;
  description: string;
  labels: readonly string[];
  tools: readonly string[];
}

/** How much a word weighs where it stands. */
const WEIGHT = { title: 5, alias: 5, name: 3, tool: 2, label: 2, prose: 1 };
const MOST_TOOLS = 500;

/** Each term that a server can be found by, and how much it weighs: the sum of the places where it stands. */
export function termWeights({ name, title, alias, description, labels, tools }: Findable): Map<string, number> {
  const weights = new Map<string, number>();
  const addAll = (terms: Iterable<string>, weight: number) => {
    for (const term of new Set(terms)) weights.set(term, (weights.get(term) ?? 0) + weight);
  };
  addAll(termsIn(title.slice(0, 200)), WEIGHT.title);
  addAll(termsIn(alias), WEIGHT.alias);
  addAll(termsIn(name), WEIGHT.name);
  addAll(termsIn(description.slice(0, 400)), WEIGHT.prose);
  addAll(labels.flatMap(termsIn), WEIGHT.label);
  addAll(
    tools.slice(0, MOST_TOOLS).flatMap((tool) => termsIn(tool.slice(0, 200))),
    WEIGHT.tool,
  );
  return weights;
}
