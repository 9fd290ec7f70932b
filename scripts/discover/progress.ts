import { Listr } from 'listr2';
import type { SourceReport } from './candidate.ts';
import type { SourceName } from './find.ts';

/** Shows how far each source is, until all have ended: a line each, which counts on a terminal. */
export class Progress {
  readonly #ended = new Map<SourceName, (report: SourceReport) => void>();
  readonly #counted = new Map<SourceName, (found: number) => void>();
  readonly #shown: Promise<unknown>;

  constructor(names: readonly SourceName[], { isSilent }: { isSilent: boolean }) {
    const reports = names.map((name) => {
      const report = new Promise<SourceReport>((resolve) => this.#ended.set(name, resolve));
      return { name, report };
    });
    const tasks = new Listr(
      reports.map(({ name, report }) => ({
        title: name,
        task: async (_context, task) => {
          this.#counted.set(name, (found) => {
            task.title = `${name}: ${found} found`;
          });
          const { found, ms, error } = await report;
          task.title = `${name}: ${found} found in ${(ms / 1000).toFixed(1)} s${error === undefined ? '' : ` – ${error}`}`;
          if (error !== undefined && found === 0) throw new Error(task.title);
        },
      })),
      {
        concurrent: true,
        exitOnError: false,
        renderer: isSilent ? 'silent' : 'default',
        rendererOptions: { showErrorMessage: false },
      },
    );
    this.#shown = tasks.run();
  }

  readonly tell = (name: SourceName, found: number, report?: SourceReport): void => {
    if (report) this.#ended.get(name)?.(report);
    else this.#counted.get(name)?.(found);
  };

  /** Resolves once the last line is written. */
  async end(): Promise<void> {
    await this.#shown;
  }
}
