import * as z from 'zod';
import { Day, Sample, StatusRecord } from '../probe/record.ts';
import { inOrder } from './in-order.ts';

const { at, mark, latencyMs } = Sample.shape;
const SampleRow = z.tuple([at, mark, latencyMs]).transform(([at, mark, latencyMs]) => ({ at, mark, latencyMs }));

const { date, up, degraded, down, maintenance, excluded, latencyMs: latency } = Day.shape;
const counts = [date, up, degraded, down, maintenance.unwrap(), excluded] as const;
const { p50, p95 } = latency.unwrap().unwrap().shape;
const DayRow = z
  .union([z.tuple(counts), z.tuple([...counts, p50, p95])])
  .transform(([date, up, degraded, down, maintenance, excluded, p50, p95]) => ({
    ...{ date, up, degraded, down, maintenance, excluded },
    ...{ latencyMs: p50 === undefined || p95 === undefined ? null : { p50, p95 } },
  }));

/**
 * A record as it is written. Its samples and days are rows, the values of their fields in the order of their schemas: as
 * objects they would be half of a store's bytes, and half of the time to write it. Version 1 had objects, which are read
 * still.
 */
export const WrittenRecord = z.strictObject({
  ...StatusRecord.shape,
  samples: z.array(z.union([SampleRow, Sample])),
  days: z.array(z.union([DayRow, Day])).max(90),
});

/** What is written of a record. Equal records give equal bytes, whatever the order of their fields. */
export function writtenRecord(record: StatusRecord): unknown {
  return writtenInOrder({
    ...record,
    samples: record.samples.map(({ at, mark, latencyMs }) => [at, mark, latencyMs]),
    days: record.days.map(({ date, up, degraded, down, maintenance, excluded, latencyMs }) => [
      ...[date, up, degraded, down, maintenance, excluded],
      ...(latencyMs ? [latencyMs.p50, latencyMs.p95] : []),
    ]),
  });
}

const writtenInOrder = inOrder(WrittenRecord);
