import type { RecordedClient } from './clients.ts';
import { comesTrue, type Recording, type Said } from './recording.ts';
import type { Step } from './script.ts';

/** What was said in one step, at both ends. */
export interface PlayedStep {
  atClient: Said[];
  atServer: Said[];
}

/** The first step failed: on a busy machine a client may come too late, or a process start too slowly. */
export class NotOpened extends Error {}

/** How long a message may take from one end to the other. */
const TRANSIT_MS = 1500;

/** Plays a script, and gives what each step brought. Throws when a step fails. */
export async function play(
  steps: Step[],
  client: RecordedClient,
  { server, version, isSameWire }: { server: Recording; version: string; isSameWire: boolean },
): Promise<Map<string, PlayedStep>> {
  const played = new Map<string, PlayedStep>();
  const { recording } = client;
  for (const step of steps) {
    const [clientSince, serverSince] = [recording.said.length, server.said.length];
    const failure = await step.play({ ...client, server, version }).then(
      () => null,
      (error: unknown) => error,
    );
    // Nobody waits for the answer to a notification: it is at the other end when both ends have heard as much.
    const isThere = () =>
      isSameWire
        ? server.count('client', serverSince) >= recording.count('client', clientSince) &&
          recording.count('server', clientSince) >= server.count('server', serverSince)
        : isAnswered(recording.said.slice(clientSince));
    await comesTrue(isThere, TRANSIT_MS);
    const atClient = recording.said.slice(clientSince);
    const atServer = server.said.slice(serverSince);
    if (failure) {
      const Failure = step === steps[0] ? NotOpened : Error;
      throw new Failure(`"${step.name}" failed; the client saw ${JSON.stringify(atClient)}`, { cause: failure });
    }
    played.set(played.has(step.name) ? `${step.name}, again` : step.name, { atClient, atServer });
  }
  return played;
}

/** Whether every request of the client has its answer. */
function isAnswered(said: Said[]): boolean {
  const asked = said.filter(({ by, message }) => by === 'client' && message.method !== undefined);
  const answers = said.filter(({ by, message }) => by === 'server' && message.method === undefined);
  return answers.length >= asked.length;
}
