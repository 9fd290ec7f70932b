import { render } from 'preact';
import { recall, remember } from './storage.ts';

/** Keys, and what they do. */
const KEYS: [keys: string[], does: string][] = [
  [['/'], 'search'],
  [['j', '↓'], 'next server'],
  [['k', '↑'], 'server before'],
  [['Enter'], 'open the server; from the search, go to the first found'],
  [['c'], 'copy: the config on a server’s page, the name in a list'],
  [['?'], 'this help'],
  [['Esc'], 'close it'],
];

/** The keys in a dialog, whose way out has the focus, with a switch for those who would rather not have them. */
export function showHelp(): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'panel help';
  dialog.setAttribute('aria-labelledby', 'keys-title');
  render(<Help />, dialog);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function Help() {
  const onChange = ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
    remember('keys', currentTarget.checked ? null : 'off');
  return (
    <form method="dialog">
      <h2 id="keys-title">Keyboard</h2>
      <dl class="kv">
        {KEYS.map(([keys, does]) => (
          <>
            <dt class="row">
              {keys.map((key) => (
                <kbd>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </>
        ))}
      </dl>
      <label class="facet">
        <input type="checkbox" defaultChecked={recall('keys') !== 'off'} onChange={onChange} />
        Single keys are on
      </label>
      <p>
        <button class="btn" type="submit" autofocus>
          Close
        </button>
      </p>
    </form>
  );
}
