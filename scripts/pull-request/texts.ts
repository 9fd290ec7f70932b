import type { JudgedChange } from './judge-change.ts';

/** Gives the text of a changed file as the change would have it, by its path from the repository's root. */
export function textsOf({ entries }: Pick<JudgedChange, 'entries'>, prefix: string): (file: string) => string | null {
  const files = entries.flatMap(({ name, after }): [string, string][] => {
    const versions = [...(after?.versions ?? [])].map(([base, { text }]): [string, string] => [base, text]);
    const ours = { listing: after?.listing?.text, tools: after?.tools?.text };
    const others = Object.entries(ours).flatMap(([base, text]): [string, string][] => (text ? [[base, text]] : []));
    return [...versions, ...others].map(([base, text]) => [`${prefix}servers/${name}/${base}.json`, text]);
  });
  const texts = new Map(files);
  return (file) => texts.get(file) ?? null;
}
