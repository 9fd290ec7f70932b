/**
 * What several workers count, as one text of Prometheus' format: all samples of a metric stand together below its one
 * head. They say by a label which worker they are of.
 */
export function mergedMetrics(texts: string[]): string {
  const metrics = new Map<string, string[]>();
  for (const text of texts) {
    for (const block of text.split(/^(?=# HELP )/m)) {
      const end = block.search(/^[^#]/m);
      const head = end === -1 ? block : block.slice(0, end);
      metrics.set(head, [...(metrics.get(head) ?? []), block.slice(head.length).trimEnd()]);
    }
  }
  return [...metrics]
    .map(([head, samples]) => `${head}${samples.filter((each) => each !== '').join('\n')}\n`)
    .join('\n');
}
