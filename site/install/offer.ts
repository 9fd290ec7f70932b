import type { Ask } from './value.ts';

/** A text to run or to paste. */
export interface Block {
  /** The path of a file, or where else it goes. */
  caption: string;
  language: 'shell' | 'json' | 'toml' | 'yaml' | 'text';
  text: string;
  /** Places the reader fills in, as they stand in the text. */
  gaps: string[];
  /** The same line for PowerShell, where that is another one. */
  powershell?: string;
  /** Another way to the same: pages leave it out, and it comes in the browser when somebody picks the client. */
  other?: boolean;
}

/** What a client wants from its user: buttons that open it, and blocks to run or to paste. */
export interface Offer {
  links: { label: string; href: string }[];
  blocks: Block[];
  after?: string;
}

/** How a place writes a gap: `$TOKEN`, `${env:TOKEN}`. */
export type Gap = (ask: Ask) => string;

/** Forms of a gap that clients fill in from the reader's environment, and the one that a reader replaces. */
export const GAPS = {
  env: ({ ask }: Ask) => `\${env:${ask}}`,
  braced: ({ ask }: Ask) => `\${${ask}}`,
  opencode: ({ ask }: Ask) => `{env:${ask}}`,
  secrets: ({ ask }: Ask) => `\${{ secrets.${ask} }}`,
  input: ({ ask }: Ask) => `\${input:${inputId(ask)}}`,
  byHand: ({ ask }: Ask) => `<${ask}>`,
} satisfies Record<string, Gap>;

/** What a client takes for a place to fill in, also where a value is meant as it stands; none: it fills in nothing. */
export function filledIn(gap: Gap): RegExp | null {
  switch (gap) {
    case GAPS.braced:
      return /\$(\{|[A-Za-z_])/;
    case GAPS.opencode:
      return /\{(env|file):/;
    case GAPS.secrets:
      return /\$\{\{/;
    case GAPS.env:
    case GAPS.input:
      return /\$\{/;
    default:
      return null;
  }
}

/** The id of a gap among the `inputs` that VS Code and Visual Studio ask for. */
export function inputId(ask: string): string {
  return ask.toLowerCase();
}
