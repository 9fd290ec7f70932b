/** How a program ends: all well, problems found (they were printed), or asked for in a way it does not understand. */
export const EXIT = { ok: 0, problems: 1, misuse: 2 } as const;

/** A fault of the person's making, whose message says all there is to know: no stack is printed for it. */
export class UserError extends Error {
  readonly exitCode: number;
  constructor(message: string, { exitCode = EXIT.problems, cause }: { exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'UserError';
    this.exitCode = exitCode;
  }
}
