import type { ComponentChildren } from 'preact';

/** What may be wider than its column scrolls inside itself, by keyboard too: the page never does. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms, and a section would add a landmark for each table
    <div class="scroll" role="group" tabindex={0} aria-label={label}>
      {children}
    </div>
  );
}
