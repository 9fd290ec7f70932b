import { recall, remember } from './storage.ts';

const THEMES = [
  { theme: null, icon: 'system', words: 'Theme: follows your system' },
  { theme: 'light', icon: 'sun', words: 'Theme: light' },
  { theme: 'dark', icon: 'moon', words: 'Theme: dark' },
] as const;

/** Puts the theme button in its place: follows the system, then light, then dark, and again. `client/theme.ts` restores the choice. */
export function startThemeButton(): void {
  const button = document.createElement('button');
  button.className = 'btn bare';
  button.type = 'button';
  const drawing = button.appendChild(document.createElement('i'));
  let index = Math.max(
    0,
    THEMES.findIndex(({ theme }) => theme === recall('theme')),
  );
  const show = () => {
    const { theme, icon, words } = THEMES[index] ?? THEMES[0];
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    button.setAttribute('aria-label', words);
    drawing.className = `i i-${icon}`;
    return theme;
  };
  button.addEventListener('click', () => {
    index = (index + 1) % THEMES.length;
    remember('theme', show());
  });
  show();
  document.querySelector('.top .tools')?.append(button);
}
