import type * as z from 'zod';
import { RegistryFault } from './registry-fault.ts';

/** A registry's answer, read to its end. */
export interface Answer {
  status: number;
  /** Of a header, lower-case name; empty when it has none. */
  header(name: string): string;
  /** Empty when the status is another than 200. */
  body: Buffer;
}

/** An answer's JSON in the shape that is read here. Throws `RegistryFault` when it is something else. */
export function jsonOf<T>({ body }: Pick<Answer, 'body'>, shape: z.ZodType<T>): T {
  try {
    return shape.parse(JSON.parse(body.toString('utf8')));
  } catch (cause) {
    throw new RegistryFault('not-runnable', 'its registry answers with something else than was asked for', { cause });
  }
}

/** Whether there is what was asked for. Throws `RegistryFault` when the answer says neither yes nor no. */
export function isThere({ status }: Answer): boolean {
  if (status === 200) return true;
  if ([404, 410, 451].includes(status)) return false;
  if (status === 403) throw new RegistryFault('bot-wall', 'its registry refuses us (403)');
  throw new RegistryFault('not-runnable', `its registry answers with ${status}, which says nothing of the package`);
}
