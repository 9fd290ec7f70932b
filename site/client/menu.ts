/** One line of a menu. What cannot be chosen says why. */
export interface MenuItem {
  id: string;
  label: string;
  reason?: string;
}

/**
 * Opens a menu below its button, as the ARIA practices have it: arrows, Home and End move, letters jump, Enter chooses,
 * Escape and Tab close. One that cannot be chosen is reached all the same, so that its reason is read.
 */
export function openMenu(button: HTMLButtonElement, items: MenuItem[], choose: (id: string) => void): void {
  if (button.getAttribute('aria-expanded') === 'true') return;
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', 'More clients');
  const lines = items.map(({ id, label, reason }) => {
    const item = document.createElement('button');
    item.type = 'button';
    item.tabIndex = -1;
    item.setAttribute('role', 'menuitem');
    item.append(label);
    if (reason) {
      item.setAttribute('aria-disabled', 'true');
      const why = document.createElement('small');
      why.textContent = reason;
      item.append(' ', why);
    } else {
      item.addEventListener('click', () => {
        close();
        choose(id);
      });
    }
    menu.append(item);
    return item;
  });

  const close = (focus = true) => {
    menu.remove();
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside);
    if (focus) button.focus();
  };
  const outside = ({ target }: Event) => {
    if (target instanceof Node && !menu.contains(target)) close(false);
  };
  menu.addEventListener('keydown', (event) => {
    const here = lines.findIndex((line) => line.matches(':focus'));
    const next = nextLine(event.key, here, items);
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') close(false);
    else if (next === null) return;
    else lines[next]?.focus();
    if (event.key !== 'Tab') event.preventDefault();
  });

  button.setAttribute('aria-expanded', 'true');
  button.after(menu);
  document.addEventListener('pointerdown', outside);
  lines[0]?.focus();
}

/** Where a key leads from a line of a menu; null where it leads nowhere. */
export function nextLine(key: string, here: number, items: { label: string }[]): number | null {
  const last = items.length - 1;
  switch (key) {
    case 'ArrowDown':
      return here === last ? 0 : here + 1;
    case 'ArrowUp':
      return here <= 0 ? last : here - 1;
    case 'Home':
      return 0;
    case 'End':
      return last;
  }
  if (key.length !== 1 || key === ' ') return null;
  const after = [...items.keys()].map((step) => (here + 1 + step) % items.length);
  return after.find((index) => items[index]?.label.toLowerCase().startsWith(key.toLowerCase())) ?? null;
}
