import { recall, remember } from './storage.ts';

/** The install panel opens on the client this browser chose last, where that client can take the server. */
export function startInstall(): void {
  const panel = document.querySelector('#install');
  if (!panel) return;
  const last = recall('client');
  for (const input of panel.querySelectorAll<HTMLInputElement>('input[name^="client-"]')) {
    if (input.value === last && !input.disabled) input.checked = true;
  }
  panel.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name.startsWith('client-')) remember('client', target.value);
  });
}
