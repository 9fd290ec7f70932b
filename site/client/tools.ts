/** In large catalogs pages hold a line for each tool, and what is inside comes when somebody opens it. */
export function startTools(): void {
  const section = document.querySelector('#tools');
  let live: Promise<(details: HTMLDetailsElement) => void> | null = null;
  section?.addEventListener(
    'toggle',
    ({ target }) => {
      if (!(target instanceof HTMLDetailsElement) || !target.open || target.dataset.tool === undefined) return;
      live ??= import('./live-tools.tsx').then(({ liveTools }) => liveTools());
      live.then(
        (show) => show(target),
        () => {
          live = null; // the next one tries again
          target.open = false;
        },
      );
    },
    true,
  );
}
