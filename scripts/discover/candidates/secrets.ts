import { looksSecret, SECRET_NAME } from '../../../catalog/dialects/mends/secrets.ts';
import { inputsOf, type Part, packagesOf, partsIn, remotesOf, textIn } from '../../../catalog/rules/server-view.ts';
import { templateNames } from '../../../catalog/rules/url-template.ts';
import type { SourceName } from '../find.ts';
import type { Flag } from '../flag.ts';
import { looksRandom } from './plain.ts';

/** Where somebody's own settings are read: a value there is how they use a server, not what its publisher says of it. */
const SETTINGS: readonly SourceName[] = ['client-config', 'docker', 'kubernetes', 'local-folder'];

/** Takes secrets out of inputs, arguments and the paths of remotes, in place; `cleanTexts` has taken those of other texts. `from` says which source each field came from. */
export function dropSecrets(
  server: Record<string, unknown>,
  from: Record<string, SourceName | 'catalog'>,
  flags: Flag[],
): void {
  for (const input of inputsOf(server)) dropValues(input, isSettings(from[input.pointer.split('/')[1] ?? '']), flags);
  for (const { pointer, value } of packagesOf(server))
    for (const list of ['packageArguments', 'runtimeArguments'])
      dropFromArguments(partsIn(value, list, pointer), isSettings(from.packages), flags);
  if (!isSettings(from.remotes)) return;
  const remotes = remotesOf(server);
  if (!remotes.some(hasSecretPath)) return;
  server.remotes = remotes.filter((remote) => !hasSecretPath(remote)).map(({ value }) => value);
  dropped(flags, '/remotes', 'The path of a remote looks like a secret, so the remote was left out');
}

function isSettings(source: SourceName | 'catalog' | undefined): boolean {
  return SETTINGS.some((each) => each === source);
}

function hasSecretPath({ value }: Part): boolean {
  return (textIn(value, 'url') ?? '').split('/').some(looksRandom);
}

/** A value that is put together of variables says how, and is no secret. */
function isLiteral(text: string | undefined): text is string {
  return text !== undefined && text !== '' && templateNames(text).length === 0;
}

function dropValues({ pointer, value: input }: Part, isSettings: boolean, flags: Flag[]): void {
  const isArgument = /\/(package|runtime)Arguments\/\d+$/.test(pointer);
  const name = textIn(input, 'name') ?? '';
  for (const field of ['value', 'default', 'placeholder']) {
    const text = textIn(input, field);
    if (!isLiteral(text)) continue;
    if (!(isSettings && !isArgument) && !looksSecret(name, text) && !looksRandom(text)) continue;
    delete input[field];
    if (isArgument && input.type === 'positional') input.valueHint = textIn(input, 'valueHint') ?? 'value';
    dropped(flags, `${pointer}/${field}`, 'A value was left out');
  }
}

/** Flags whose value may be anything that somebody has set: variables and headers. */
const CARRIERS = /^(-e|--env|--env-file|-H|--header|--headers)$/;

/** Arguments as somebody typed them: a secret may stand beside its flag, after it, or in a header. */
function dropFromArguments(parts: Part[], isSettings: boolean, flags: Flag[]): void {
  let before = '';
  for (const { pointer, value: argument } of parts) {
    const flag = textIn(argument, 'name') ?? before;
    const text = textIn(argument, 'value');
    before = text !== undefined && textIn(argument, 'name') === undefined && /^--?[A-Za-z]/.test(text) ? text : '';
    if (!isLiteral(text)) continue;
    const [, key, assigned] = /^(-{0,2}[A-Za-z][\w.-]*)\s*[=:]\s*(\S[\s\S]*)$/.exec(text) ?? [];
    const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
    const isAssigned =
      key !== undefined && assigned !== undefined && !isAddress && (SECRET_NAME.test(key) || looksRandom(assigned));
    const isCarried = CARRIERS.test(flag) && key !== undefined && (isSettings || isAssigned);
    const isAfter = SECRET_NAME.test(flag) && flag !== text && !/^--?[A-Za-z]/.test(text);
    if (!isAssigned && !isCarried && !isAfter) continue;
    const hint = (key ?? '').replace(/^-+/, '');
    delete argument.value;
    if (argument.type === 'positional') argument.valueHint = textIn(argument, 'valueHint') ?? (hint || 'value');
    dropped(flags, `${pointer}/value`, 'A value was left out');
  }
}

function dropped(flags: Flag[], pointer: string, message: string): void {
  flags.push({ code: 'secret-dropped', pointer, message });
}
