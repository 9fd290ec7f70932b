import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

interface CodeProps {
  caption: string;
  text: string;
  language: 'shell' | 'json' | 'toml' | 'text';
  /** Places the reader fills in: they are marked. */
  gaps?: string[];
}

/** A block to run or to paste, with its Copy button. Shell wraps, JSON scrolls. */
export function Code({ caption, text, language, gaps = [] }: CodeProps) {
  return (
    <figure class={language === 'shell' ? 'code wrapped' : 'code'}>
      <figcaption>
        <span>{caption}</span>
        <CopyButton />
      </figcaption>
      <pre tabindex={0}>
        <code>{marked(text, gaps, language === 'json')}</code>
      </pre>
    </figure>
  );
}

/** Copies `text`, or else the code of the figure it stands in. Shown only with script. */
export function CopyButton({ words = 'Copy', text }: { words?: string; text?: string }) {
  return (
    <button class="btn bare tiny js-only" type="button" data-copy={text ?? ''}>
      <Icon name="copy" />
      <span>{words}</span>
    </button>
  );
}

/** Marks the gaps, and in JSON the keys. */
function marked(text: string, gaps: string[], json: boolean): ComponentChildren[] {
  return split(text, gaps).map((part, index) => {
    if (index % 2 === 1) return <mark>{part}</mark>;
    return json
      ? part.split(/("(?:[^"\\]|\\.)*")(?=:)/).map((bit, at) => (at % 2 === 1 ? <span class="k">{bit}</span> : bit))
      : part;
  });
}

/** Cuts a text so that every second part is one of the gaps. */
function split(text: string, gaps: string[]): string[] {
  if (gaps.length === 0) return [text];
  const longestFirst = gaps
    .toSorted((a, b) => b.length - a.length)
    .map((gap) => gap.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.split(new RegExp(`(${longestFirst.join('|')})`));
}
