import { recall, remember } from './storage.ts';

const THEMES = [
  { theme: null, icon: 'system', words: 'Theme: follows your system' },
  { theme: 'light', icon: 'sun', words: 'Theme: light' },
  { theme: 'dark', icon: 'moon', words: 'Theme: dark' },
] as const;

/** The theme button: follows the system, then light, then dark, and again. `client/theme.ts` restores the choice. */
export function startThemeButton(): void {
  const button = document.querySelector('[data-theme-button]');
  if (!button) return;
  let index = Math.max(
    0,
    THEMES.findIndex(({ theme }) => theme === recall('theme')),
  );
  const show = () => {
    const { theme, icon, words } = THEMES[index] ?? THEMES[0];
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    button.setAttribute('aria-label', words);
    if (button.firstElementChild) button.firstElementChild.className = `i i-${icon}`;
    return theme;
  };
  button.addEventListener('click', () => {
    index = (index + 1) % THEMES.length;
    remember('theme', show());
  });
  show();
}
