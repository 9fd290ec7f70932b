const COPIED_MS = 2000;

/** Every Copy button: copies what it names, or the code beside it, and says "Copied" for two seconds. */
export function startCopyButtons(): void {
  addCopyButtons(document);
  document.addEventListener('click', async ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>('button[data-copy]') : null;
    const words = button?.querySelector('span');
    if (!button || !words || button.classList.contains('done')) return;
    const figure = button.closest('figure');
    const text = button.dataset.copy || figure?.dataset.copy || figure?.querySelector('code')?.textContent || '';
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

/** Gives each block of code its button: a page of many blocks would be much larger with them. */
export function addCopyButtons(root: ParentNode): void {
  for (const caption of root.querySelectorAll('figure.code > figcaption')) {
    if (caption.querySelector('button')) continue;
    const button = document.createElement('button');
    button.className = 'btn bare tiny';
    button.type = 'button';
    button.dataset.copy = '';
    const icon = document.createElement('i');
    icon.className = 'i i-copy';
    const words = document.createElement('span');
    words.textContent = 'Copy';
    button.append(icon, words);
    caption.append(button);
  }
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
