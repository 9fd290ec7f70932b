import { showHelp } from './help.tsx';
import { recall } from './storage.ts';
import { toast } from './toast.ts';

/** Keys for those who like them. All but Escape and the arrows within the list can be switched off (WCAG 2.1.4). */
export function startKeys(): void {
  for (const button of document.querySelectorAll('[data-keys]')) button.addEventListener('click', showHelp);
  addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]') || !(target instanceof HTMLElement)) return;
    if (key.length === 1 && recall('keys') === 'off') return;
    const writes = target.matches('textarea, select, input:not([type="checkbox"], [type="radio"])');
    const isSearch = target.id === 'q';
    const done = isSearch ? fromSearch(key) : writes ? false : fromPage(key, target);
    if (done) event.preventDefault();
  });
}

/** In the search field, letters are words: only the way to the results is a key. */
function fromSearch(key: string): boolean {
  return key === 'ArrowDown' || key === 'Enter' ? focusCard(0) : false;
}

function fromPage(key: string, target: HTMLElement): boolean {
  const onCard = target.closest('.card') !== null;
  switch (key) {
    case '/':
      return focusSearch();
    case '?':
      showHelp();
      return true;
    case 'j':
      return step(1);
    case 'k':
      return step(-1);
    case 'ArrowDown':
      return onCard && step(1);
    case 'ArrowUp':
      return onCard && step(-1);
    case 'c':
      return copyHere(target);
    default:
      return false;
  }
}

function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.card h3 a')].filter((link) => link.offsetParent !== null);
}

/** From the first card up leads to the search. */
function step(by: 1 | -1): boolean {
  const at = cards().findIndex((link) => link.matches(':focus'));
  if (at === 0 && by < 0) return focusSearch();
  return focusCard(at < 0 ? 0 : at + by);
}

function focusCard(at: number): boolean {
  const link = cards()[at];
  link?.focus();
  link?.closest('.card')?.scrollIntoView({ block: 'nearest' });
  return link !== undefined;
}

function focusSearch(): boolean {
  const input = document.querySelector<HTMLInputElement>('#q');
  input?.focus();
  input?.select();
  return input !== null;
}

/** On a server's page the config that is shown; in a list the full name of the server. */
function copyHere(target: HTMLElement): boolean {
  const buttons = [...document.querySelectorAll<HTMLElement>('#install button[data-copy]')];
  const button = buttons.find((one) => one.offsetParent !== null);
  if (button) {
    button.click();
    return true;
  }
  const name = target.closest('.card')?.querySelector('.name')?.textContent;
  if (!name) return false;
  navigator.clipboard.writeText(name).then(
    () => toast(`Copied ${name}`),
    () => toast('This browser does not let us copy'),
  );
  return true;
}
