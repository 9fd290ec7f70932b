const COPIED_MS = 2000;

/** Every Copy button: copies what it names, or the code beside it, and says "Copied" for two seconds. */
export function startCopyButtons(): void {
  document.addEventListener('click', async ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>('button[data-copy]') : null;
    const words = button?.querySelector('span');
    if (!button || !words || button.classList.contains('done')) return;
    const text = button.dataset.copy || button.closest('figure')?.querySelector('code')?.textContent || '';
    const said = words.textContent;
    const copied = await copy(text);
    words.textContent = copied ? 'Copied' : 'Select it and copy';
    button.classList.toggle('done', copied);
    setTimeout(() => {
      words.textContent = said;
      button.classList.remove('done');
    }, COPIED_MS);
  });
}

/** Browsers refuse the clipboard on plain http that is not local, and by policy. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
