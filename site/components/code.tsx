import { asHtml } from './as-html.ts';
import { Icon } from './icon.tsx';

interface CodeProps {
  caption: string;
  text: string;
  language: 'shell' | 'json' | 'toml' | 'yaml' | 'text';
  /** Places the reader fills in: they are marked. */
  gaps?: string[];
  /** What is copied, where that is not what is shown. */
  copies?: string | undefined;
  /** It is drawn in a browser, where no later look adds the Copy button. */
  live?: boolean;
}

/** A block to run or to paste. Shell wraps, JSON scrolls. Its Copy button comes with script: see `client/copy.ts`. */
export function Code({ caption, text, language, gaps = [], copies, live = false }: CodeProps) {
  return (
    <figure class={language === 'shell' ? 'code wrapped' : 'code'} data-copy={copies}>
      <figcaption>
        {caption}
        {live && <CopyButton words="Copy" text={copies ?? text} />}
      </figcaption>
      <pre tabindex={language === 'shell' ? undefined : 0}>
        <code {...asHtml(marked(text, gaps))} />
      </pre>
    </figure>
  );
}

/** Copies `text`. Shown only with script. */
export function CopyButton({ words, text }: { words: string; text: string }) {
  return (
    <button class="btn bare tiny js-only" type="button" data-copy={text}>
      <Icon name="copy" />
      <span>{words}</span>
    </button>
  );
}

function marked(text: string, gaps: string[]): string {
  return split(text, gaps)
    .map((part, index) => (index % 2 === 1 ? `<mark>${escaped(part)}</mark>` : escaped(part)))
    .join('');
}

/** As text of an element is written. A quote may stay there, and JSON is full of them. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Cuts a text so that every second part is one of the gaps. */
function split(text: string, gaps: string[]): string[] {
  if (gaps.length === 0) return [text];
  const longestFirst = gaps
    .toSorted((a, b) => b.length - a.length)
    .map((gap) => gap.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.split(new RegExp(`(${longestFirst.join('|')})`));
}
