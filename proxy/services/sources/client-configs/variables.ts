/**
 * Puts variables in their places, as clients do: `${NAME}`, `${env:NAME}`, `${NAME:-else}`, `{env:NAME}`, `${{ secrets.NAME }}`,
 * and the client's own, `${workspaceFolder}` say. Remembers which of them nobody has set; what a client would ask its user
 * for (`${input:id}`, `${user_config.id}`) is never set here.
 */
export class Variables {
  readonly missing = new Set<string>();
  readonly #env: NodeJS.ProcessEnv;
  readonly #places: Readonly<Record<string, string>>;

  constructor(env: NodeJS.ProcessEnv, places: Readonly<Record<string, string>> = {}) {
    this.#env = env;
    this.#places = places;
  }

  in(text: string): string {
    return text.replace(VARIABLE, (...found) => {
      const { name = '', otherwise, asked } = variableOf(found);
      const [from] = [this.#places, this.#env].filter((values) => Object.hasOwn(values, name));
      const value = asked ? undefined : (from?.[name] ?? otherwise);
      if (value === undefined) this.missing.add(name);
      return value ?? '';
    });
  }

  inEach(values: Record<string, string>): Record<string, string> {
    return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, this.in(text)]));
  }
}

/** A variable as it stands in a text. */
interface Variable {
  name: string;
  otherwise?: string | undefined;
  /** The client asks its user for it. */
  asked: boolean;
}

/** The variables in a text, in their order. */
export function variablesIn(text: string): Variable[] {
  return [...text.matchAll(VARIABLE)].map(variableOf);
}

/** A text with each of its variables written another way. */
export function withVariables(text: string, write: (variable: Variable) => string): string {
  return text.replace(VARIABLE, (...found) => write(variableOf(found)));
}

const NAME = '[A-Za-z_][A-Za-z0-9_]*';
const VARIABLE = new RegExp(
  [
    `\\$\\{\\{\\s*secrets\\.(${NAME})\\s*\\}\\}`,
    `\\{env:(${NAME})\\}`,
    `\\$\\{(?:input:|user_config\\.)([A-Za-z0-9_. -]+)\\}`,
    `\\$\\{(?:env:)?(${NAME}|/)(?::-([^}]*))?\\}`,
  ].join('|'),
  'g',
);

function variableOf([, secret, braced, asked, plain, otherwise]: ArrayLike<unknown> & Iterable<unknown>): Variable {
  const name = [secret, braced, asked, plain].find((each) => typeof each === 'string');
  return {
    name: typeof name === 'string' ? name : '',
    otherwise: typeof otherwise === 'string' ? otherwise : undefined,
    asked: asked !== undefined,
  };
}
