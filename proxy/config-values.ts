import * as z from 'zod';

/**
 * A value for a process or a header: a literal (only when it is no secret), a variable of our own environment, the
 * content of a file without its last line break, or a path that is resolved against the folder of the configuration.
 */
export const ValueSource = z.union([
  z.string(),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ path: z.string().min(1) }),
]);
export type ValueSource = z.infer<typeof ValueSource>;

/** Values by their names. */
export const Values = z.record(z.string().min(1), ValueSource).default({});
/** Where a REST service tells how it is, below its address. */
export const HealthPath = z
  .string()
  .regex(/^\/[^?#\s]*$/)
  .default('/health');
/** A length of time, at most a day. */
export const Milliseconds = z.int().min(1).max(86_400_000);
