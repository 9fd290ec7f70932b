import { Listr } from 'listr2';

/** A stage of the start: what it is called, and its work, which says how far it is and ends with what came of it. */
export interface Stage {
  title: string;
  work(say: (progress: string) => void): Promise<string>;
}

/** Runs stages one after the other: live on a terminal, as plain lines elsewhere. The first that fails ends it. */
export async function runStages(stages: Stage[], terminal = process.stdout.isTTY): Promise<void> {
  if (terminal) return runLive(stages);
  for (const { title, work } of stages) {
    console.log(`${title}: ${await work((progress) => console.log(`  ${progress}`))}`);
  }
}

async function runLive(stages: Stage[]): Promise<void> {
  const tasks = stages.map(({ title, work }) => ({
    title,
    task: async (_context: unknown, task: { title: string; output: string }) => {
      const outcome = await work((progress) => {
        task.output = progress;
      });
      task.title = `${title}: ${outcome}`;
    },
  }));
  await new Listr(tasks, { renderer: 'default', rendererOptions: { showErrorMessage: false } }).run();
}
