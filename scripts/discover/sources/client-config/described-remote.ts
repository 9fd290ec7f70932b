import { isOpaque } from '../../../../catalog/opaque.ts';
import { isPrivateHost } from '../../../../catalog/rules/private-host.ts';
import type { Input, KeyValueInput, Remote } from '../../../../catalog/server-json.ts';
import type { ListedHosted, ListedInput } from '../../../../proxy/services/sources/client-configs/listed.ts';
import { variablesIn, withVariables } from '../../../../proxy/services/sources/client-configs/variables.ts';
import { isSecretName } from './arguments.ts';

type Inputs = Readonly<Record<string, ListedInput>>;

export interface DescribedRemote {
  remote: Remote;
  /** Reached from this machine or network alone. */
  isPrivate: boolean;
  /** Something in its address looked like a secret; a variable stands for it. */
  dropped: boolean;
}

/**
 * A remote of somebody's configuration, without what is theirs: values of headers and of the query, whoever stands before the
 * host, and steps of the path that nobody would read out. Null where no address is left.
 */
export function describedRemote({ url, transport, headers }: ListedHosted, inputs: Inputs): DescribedRemote | null {
  const variables: Record<string, Input> = {};
  for (const { name } of variablesIn(url)) variables[variableName(name)] = inputOf(inputs[name], name);
  const templated = withVariables(url, ({ name }) => `{${variableName(name)}}`);
  const [, scheme = '', user = '', host = '', path = '', query = ''] =
    /^(https?|wss?):\/\/([^/?#@]*@)?([^/?#@]+)([^?#]*)(\?[^#]*)?/i.exec(templated) ?? [];
  const bare = host.replace(/\{[^}]*\}/g, 'x');
  if (scheme === '' || !URL.canParse(`${scheme}://${bare}`) || isOpaque(host.replace(/:\d+$/, ''))) return null;
  const open = (name: string) => {
    let free = variableName(name);
    for (let number = 2; Object.hasOwn(variables, free); number += 1) free = `${variableName(name)}${number}`;
    variables[free] = { isRequired: true, isSecret: true };
    return `{${free}}`;
  };
  const steps = path.split('/').map((step) => (isPlainStep(step) ? step : open('key')));
  const asked = query
    .slice(1)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => parameter(part, open));
  const address = `${scheme.toLowerCase()}://${host}${steps.join('/')}${asked.length > 0 ? `?${asked.join('&')}` : ''}`;
  const described = describedVariables(Object.keys(headers), { values: headers, inputs }).filter(
    ({ name }) => !USUAL.has(name.toLowerCase()),
  );
  return {
    remote: {
      type: transport,
      url: address,
      ...(described.length > 0 ? { headers: described } : {}),
      ...(Object.keys(variables).length > 0 ? { variables } : {}),
    },
    isPrivate: isPrivateHost(new URL(`${scheme}://${bare}`).hostname),
    dropped: user !== '' || query.length > 1 || steps.join('/') !== path,
  };
}

/** Sent by every client of itself. */
const USUAL = new Set(['accept', 'content-type', 'user-agent']);

/** Letters, with a few digits after them, between hyphens and dots; or a variable. */
function isPlainStep(step: string): boolean {
  if (/^\{\w+\}$/.test(step) || step === '') return true;
  return step.length <= 60 && step.split(/[-_.~]/).every((part) => /^@?[A-Za-z]{0,24}\d{0,4}$/.test(part));
}

function parameter(part: string, open: (name: string) => string): string {
  const [name = '', value] = part.split('=', 2);
  const isName = /^[A-Za-z_][A-Za-z_.-]{0,40}\d{0,2}$/.test(name) && !isOpaque(name);
  // What has no value may be a key itself.
  if (!isName || value === undefined) return open('query');
  return /^\{\w+\}$/.test(value) ? `${name}=${value}` : `${name}=${open(name)}`;
}

/** Variables or headers by name, with what the client would tell its user of them. Values are never looked at for more than that. */
export function describedVariables(
  names: readonly string[],
  { values = {}, inputs = {} }: { values?: Readonly<Record<string, string>>; inputs?: Inputs } = {},
): KeyValueInput[] {
  const plain = [...new Set(names)].filter((name) => /^[A-Za-z_][\w.-]{0,127}$/.test(name) && !isOpaque(name));
  return plain.map((name) => {
    const asked = variablesIn(values[name] ?? '').flatMap((variable) => inputs[variable.name] ?? []);
    return { name, ...inputOf(asked[0], name) };
  });
}

function inputOf(asked: ListedInput | undefined, name: string): Input {
  const isSecret = asked?.isSecret || isSecretName(name);
  return {
    ...(asked?.description === undefined ? {} : { description: asked.description }),
    ...(isSecret ? { isSecret: true } : {}),
  };
}

function variableName(name: string): string {
  return name.replace(/\W+/g, '_').slice(0, 60) || 'value';
}
