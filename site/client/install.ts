import type { LiveInstall } from './live-install.tsx';
import { recall, remember } from './storage.ts';

/**
 * The install panel opens on the client this browser chose last, where that client can take the server. The clients that
 * are not in the page, and what the reader types, need a module of their own: it is loaded when it is first wanted.
 */
export function startInstall(): void {
  const panel = document.querySelector<HTMLElement>('#install');
  if (!panel) return;
  let live: Promise<LiveInstall> | null = null;
  const load = () => {
    live ??= import('./live-install.tsx').then(({ liveInstall }) => liveInstall(panel));
    live.then(putMenus, () => {
      live = null; // offline, perhaps: the next wish tries again
    });
    return live;
  };
  const putMenus = () => {
    for (const link of panel.querySelectorAll<HTMLAnchorElement>('a.others')) {
      const button = menuButton(link.textContent ?? '');
      link.replaceWith(button);
      button.addEventListener('click', () =>
        load().then(
          (panel) => panel.openMenu(button),
          () => location.assign(link.href),
        ),
      );
    }
  };
  putMenus();

  const last = recall('client');
  const tabs = [...panel.querySelectorAll<HTMLInputElement>('input[name^="client-"]')];
  for (const tab of tabs) if (tab.value === last && !tab.disabled) tab.checked = true;
  if (last && tabs.length > 0 && !tabs.some(({ value }) => value === last)) {
    void load().then(
      (panel) => panel.choose(last),
      () => undefined,
    );
  }
  panel.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === 'way' && panel.querySelector('[data-later]')) load().catch(() => undefined);
    if (target.name.startsWith('client-')) {
      remember('client', target.value);
      // What stands in the page is right until something is typed: to draw it anew would take away the button being pressed.
      if (hasTyped(panel))
        void load().then(
          (panel) => panel.refresh(),
          () => undefined,
        );
    }
    if (target.dataset.show !== undefined) {
      for (const field of target.closest('.fill')?.querySelectorAll<HTMLInputElement>('[data-secret]') ?? []) {
        field.type = target.checked ? 'text' : 'password';
      }
      void load().then(
        (panel) => panel.refresh(),
        () => undefined,
      );
    }
  });
  panel.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && target.dataset.ask)
      void load().then(
        (panel) => panel.refresh(),
        () => undefined,
      );
  });
}

function hasTyped(panel: HTMLElement): boolean {
  return [...panel.querySelectorAll<HTMLInputElement>('[data-ask]')].some(({ value }) => value.trim() !== '');
}

function menuButton(words: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'others';
  button.textContent = words;
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  return button;
}
