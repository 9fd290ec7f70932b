/** Whole numbers, both ends among them: seconds since 1970, or bytes. */
export interface Span {
  from: number;
  to: number;
}

/** One page of a search: how many there are in all, and some of them. */
export interface Page<Item> {
  total: number;
  items: Item[];
}

/** All that a search finds: where it finds more than it gives, it is asked for each half of the span, the higher one first. */
export async function* inSlices<Item>(
  span: Span,
  most: { results: number; onPage: number },
  ask: (span: Span, page: number) => Promise<Page<Item>>,
  tooMany: (span: Span, total: number) => void,
): AsyncGenerator<Item> {
  const first = await ask(span, 1);
  if (first.total > most.results && span.to > span.from) {
    const middle = Math.floor((span.from + span.to) / 2);
    yield* inSlices({ from: middle + 1, to: span.to }, most, ask, tooMany);
    yield* inSlices({ from: span.from, to: middle }, most, ask, tooMany);
    return;
  }
  if (first.total > most.results) tooMany(span, first.total);
  yield* first.items;
  const pages = Math.ceil(Math.min(first.total, most.results) / most.onPage);
  for (let page = 2; page <= pages; page += 1) {
    const { items } = await ask(span, page);
    if (items.length === 0) return;
    yield* items;
  }
}
