import { Cron } from 'croner';
import { EXIT, UserError } from '../command.ts';

/** When a run that started at a moment was due (both RFC 3339); null when no schedule started it. */
export type DueBefore = (startedAt: string) => string | null;

/**
 * Reads a schedule as GitHub has it: five fields of cron, in UTC. A run was due at the newest of its moments, so one that is
 * later than the next moment counts as that one, and in time. Nothing at all is no schedule. Throws `UserError` for what is none.
 */
export function dueBeforeOf(schedule: string): DueBefore {
  if (schedule.trim() === '') return () => null;
  const cron = cronOf(schedule);
  return (startedAt) => {
    // A run may start in the very moment, and croner looks before it.
    const after = new Date(Date.parse(startedAt) + 1);
    return cron.previousRuns(1, after)[0]?.toISOString() ?? null;
  };
}

function cronOf(schedule: string): Cron {
  try {
    if (schedule.trim().split(/\s+/).length !== 5) throw new Error('it has not five fields');
    return new Cron(schedule, { timezone: 'UTC', mode: '5-part', paused: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new UserError(
      `${JSON.stringify(schedule)} is no schedule such as "7,37 * * * *" (minute, hour, day, month, day of the week): ${why}`,
      { cause, exitCode: EXIT.misuse },
    );
  }
}
