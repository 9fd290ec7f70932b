import type { SourceReport } from './candidate.ts';
import type { Find, SourceName } from './find.ts';
import type { Around, Source } from './source.ts';

/** What looking brought, and what became of each source, in the order of their list. */
export interface Looked {
  finds: Find[];
  reports: SourceReport[];
}

export interface LookOptions {
  /** What a source has around it, but for what the others found. */
  around: (source: Source) => Omit<Around, 'others' | 'signal' | 'fault'>;
  /** The most that one source may bring. */
  limit: number;
  /** The longest that one source may take, in milliseconds. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** Hears how far each source is: how many it found, and at its end what became of it. */
  tell?: (name: SourceName, found: number, report?: SourceReport) => void;
}

/** Looks at all sources side by side; those that look up what others name come after them. One that fails fails alone. */
export async function look(sources: readonly Source[], options: LookOptions): Promise<Looked> {
  const first = await Promise.all(sources.filter(({ isLast }) => !isLast).map((source) => lookAt(source, [], options)));
  const others = first.flatMap(({ finds }) => finds);
  const last = await Promise.all(
    sources.filter(({ isLast }) => isLast).map((source) => lookAt(source, others, options)),
  );
  const looked = [...first, ...last];
  return {
    finds: looked.flatMap(({ finds }) => finds),
    reports: sources.flatMap(({ name }) => looked.map(({ report }) => report).filter((report) => report.name === name)),
  };
}

/** So many faults of parts of a source are told. */
const TOLD = 5;

async function lookAt(
  source: Source,
  others: readonly Find[],
  { around, limit, timeoutMs, signal: outer, tell = () => {} }: LookOptions,
): Promise<{ finds: Find[]; report: SourceReport }> {
  const begun = performance.now();
  const finds: Find[] = [];
  const faults: string[] = [];
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = outer ? AbortSignal.any([outer, timeout]) : timeout;
  const fault = (where: string, error: unknown) => void faults.push(`${where}: ${messageOf(error)}`);
  try {
    for await (const find of source.find({ ...around(source), others, signal, fault })) {
      finds.push(find);
      tell(source.name, finds.length);
      if (finds.length === limit) {
        faults.push(`ended after ${limit} finds: more may be there (--limit)`);
        break;
      }
    }
  } catch (error) {
    faults.push(timeout.aborted ? `ended after ${timeoutMs / 60_000} minutes (politeness.minutes)` : messageOf(error));
  }
  const report: SourceReport = { name: source.name, found: finds.length, ms: Math.round(performance.now() - begun) };
  if (faults.length > 0) report.error = inFew(faults);
  tell(source.name, finds.length, report);
  return { finds, report };
}

function inFew(faults: string[]): string {
  const more = faults.length - TOLD;
  return [...faults.slice(0, TOLD), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
