import type { Ask } from '../install/value.ts';
import type { Way } from '../install/way.ts';
import { line } from '../words/visible.ts';

/** The longest value that a field takes. */
const LONGEST = 2000;

/**
 * What the reader fills in. With script it is a form whose values go into the blocks below it and nowhere else; without,
 * a sentence.
 */
export function Fill({ way: { asks, optional }, index }: { way: Way; index: number }) {
  if (asks.length + optional.length === 0) return null;
  return (
    <>
      {asks.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: nothing is ever sent, so it is no form
        <div class="fill js-only" role="group" aria-label="What you fill in">
          {asks.map((ask) => (
            <Field ask={ask} id={`fill-${index}-${ask.ask}`} />
          ))}
          {asks.some(({ secret }) => secret) && (
            <label class="small ic">
              <input type="checkbox" data-show="" />
              Show secrets
            </label>
          )}
          <p class="small muted">It goes into the blocks below, and nowhere else: not kept, not sent.</p>
        </div>
      )}
      {asks.length > 0 && (
        <p class="small no-js">
          You fill in <Names asks={asks} />. We print its name, never a value.
        </p>
      )}
      {optional.length > 0 && (
        <p class="small muted">
          Also understood: <Names asks={optional} />
        </p>
      )}
    </>
  );
}

function Field({ ask: { ask, secret, description }, id }: { ask: Ask; id: string }) {
  const attributes = {
    class: 'in mono',
    id,
    'data-ask': ask,
    autocomplete: 'off',
    spellcheck: false,
    maxlength: LONGEST,
    'aria-describedby': description ? `${id}-help` : undefined,
  };
  return (
    <div class="field">
      <label for={id}>
        <code>{ask}</code> <span class="req">required</span>
        {secret && ' secret'}
      </label>
      {secret ? <input type="password" {...attributes} data-secret="" /> : <input type="text" {...attributes} />}
      {description && (
        <p class="small muted" id={`${id}-help`} dir="auto">
          {line(description)}
        </p>
      )}
    </div>
  );
}

function Names({ asks }: { asks: Ask[] }) {
  return (
    <>
      {asks.map(({ ask, secret, description }, index) => (
        <>
          {index > 0 && ', '}
          <code title={description ? line(description) : undefined}>{ask}</code>
          {secret && ' (secret)'}
        </>
      ))}
    </>
  );
}
