import type { MarkedToken, Token, Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { Code } from '../components/code.tsx';
import { Scroll } from '../components/scroll.tsx';
import { idOf } from './guide.ts';

/** Where a link of a text leads on the site; null: nowhere that we know, and it is shown as words. */
export type Resolve = (href: string) => string | null;

/** Blocks of Markdown as our own components. What is no Markdown, HTML above all, is shown as the text it is. */
export function Prose({ blocks, resolve }: { blocks: Token[]; resolve: Resolve }) {
  return blocks.map((token) => <Block token={token} resolve={resolve} />);
}

type Part = { token: Token; resolve: Resolve };

function Block({ token, resolve }: Part): ComponentChildren {
  if (!isOwn(token)) return <Span token={token} resolve={resolve} />;
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'hr':
      return <hr />;
    case 'heading':
      return <Heading token={token} resolve={resolve} />;
    case 'paragraph':
      return (
        <p>
          <Inline tokens={token.tokens} resolve={resolve} />
        </p>
      );
    case 'code':
      return <Code {...codeOf(token.lang)} text={token.text} />;
    case 'blockquote':
      return (
        <blockquote>
          <Prose blocks={token.tokens} resolve={resolve} />
        </blockquote>
      );
    case 'list':
      return <List token={token} resolve={resolve} />;
    case 'table':
      return <Table token={token} resolve={resolve} />;
    case 'html':
      return token.text.startsWith('<!--') ? null : token.text;
    default:
      return <Span token={token} resolve={resolve} />;
  }
}

/** marked's own kinds of tokens, without those that an extension could add: we have none. */
function isOwn(token: Token): token is MarkedToken {
  return OWN.has(token.type);
}

const OWN = new Set(['space', 'def', 'hr', 'heading', 'paragraph', 'code', 'blockquote', 'list', 'table', 'html']);

function Heading({ token: { depth, text, tokens }, resolve }: { token: Tokens.Heading; resolve: Resolve }) {
  const id = idOf(text);
  const inner = (
    <>
      <Inline tokens={tokens} resolve={resolve} />{' '}
      <a class="anchor" href={`#${id}`} aria-label={`Link to ${text.replace(/[`*]/g, '')}`}>
        #
      </a>
    </>
  );
  if (depth <= 2) return <h2 id={id}>{inner}</h2>;
  return depth === 3 ? <h3 id={id}>{inner}</h3> : <h4 id={id}>{inner}</h4>;
}

function List({ token: { ordered, start, items }, resolve }: { token: Tokens.List; resolve: Resolve }) {
  const lines = items.map((item) => (
    <li>
      <Prose blocks={item.tokens} resolve={resolve} />
    </li>
  ));
  return ordered ? <ol {...(start === '' ? {} : { start })}>{lines}</ol> : <ul>{lines}</ul>;
}

function Table({ token: { header, rows }, resolve }: { token: Tokens.Table; resolve: Resolve }) {
  return (
    <Scroll label="Table">
      <table>
        <thead>
          <tr>
            {header.map((cell) =>
              cell.text === '' ? (
                <td />
              ) : (
                <th scope="col">
                  <Inline tokens={cell.tokens} resolve={resolve} />
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>
                  <Inline tokens={cell.tokens} resolve={resolve} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Inline({ tokens = [], resolve }: { tokens: Token[] | undefined; resolve: Resolve }) {
  return tokens.map((token) => <Span token={token} resolve={resolve} />);
}

function Span({ token, resolve }: Part): ComponentChildren {
  const within = 'tokens' in token ? <Inline tokens={token.tokens} resolve={resolve} /> : null;
  switch (token.type) {
    case 'strong':
      return <strong>{within}</strong>;
    case 'em':
      return <em>{within}</em>;
    case 'del':
      return <del>{within}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link': {
      const href = resolve(token.href);
      return href === null ? within : <a href={href}>{within}</a>;
    }
    case 'escape':
      return token.text;
    case 'text':
      return within ?? token.text;
    default:
      return token.raw;
  }
}

function codeOf(lang = ''): { caption: string; language: 'shell' | 'json' | 'text' } {
  if (['sh', 'bash', 'shell'].includes(lang)) return { caption: 'Run in a shell', language: 'shell' };
  if (['json', 'jsonc'].includes(lang)) return { caption: 'JSON', language: 'json' };
  return { caption: lang || 'Text', language: 'text' };
}
