/**
 * Puts variables in their places, as hosts do in `mcp.json`: `${NAME}`, `${env:NAME}`, `${NAME:-else}`. Remembers which of
 * them nobody has set.
 */
export class Variables {
  readonly missing = new Set<string>();
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  in(text: string): string {
    return text.replace(PATTERN, (_whole, name: string, otherwise?: string) => {
      const value = this.#env[name] ?? otherwise;
      if (value === undefined) this.missing.add(name);
      return value ?? '';
    });
  }

  inEach(values: Record<string, string>): Record<string, string> {
    return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, this.in(text)]));
  }
}

const PATTERN = /\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
