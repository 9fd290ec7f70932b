import type { ComponentChildren } from 'preact';
import type { Health } from '../../catalog/status/status.ts';
import { Icon } from './icon.tsx';

/** A box that says one thing: bold first line, plain second. `tone` gives it a health's colour. */
export function Notice({
  icon,
  title,
  tone = '',
  children,
}: {
  icon: string;
  title: string;
  tone?: Health | '';
  children?: ComponentChildren;
}) {
  return (
    <div class={`note ${tone}`.trim()}>
      <Icon name={icon} />
      <div>
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}
