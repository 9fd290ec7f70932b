import type { Github } from './github.ts';
import { ChangeReport, REPORT_BYTES } from './report.ts';
import { readZipped, ZipError } from './zip.ts';

/** What a run without rights has handed over: a claim, and where its previews are. */
export interface HandOver {
  report: ChangeReport | null;
  /** Why there is no report to go by. */
  fault: string | null;
  preview: string | null;
}

/** An artifact with the report is far smaller than this. */
const ARTIFACT_BYTES = 2 ** 20;

/** Reads what a run has left. It comes from a stranger: it is measured before it is read, and read before it is believed. */
export async function readHandOver({ rest, at }: Github, { id, url }: { id: number; url: string }): Promise<HandOver> {
  const { data } = await rest.actions.listWorkflowRunArtifacts({ ...at, run_id: id, per_page: 100 });
  const named = (name: string) => data.artifacts.filter((artifact) => artifact.name === name && !artifact.expired);
  const [shown] = named('pull-request-preview');
  const preview = shown ? `${url}/artifacts/${shown.id}` : null;
  const none = (fault: string): HandOver => ({ report: null, fault, preview });
  const [artifact, ...more] = named('pull-request-report');
  if (!artifact) return none('the check handed nothing over');
  if (more.length > 0) return none('the check handed two reports over');
  if (artifact.size_in_bytes > ARTIFACT_BYTES)
    return none(`the report holds ${artifact.size_in_bytes} bytes, and ${ARTIFACT_BYTES} are the most`);
  const download = {
    ...at,
    artifact_id: artifact.id,
    archive_format: 'zip',
    request: { parseSuccessResponseBody: false },
  };
  const { data: body } = await rest.actions.downloadArtifact(download);
  if (!(body instanceof ReadableStream)) return none('the report cannot be downloaded');
  const archive = await readAtMost(body, ARTIFACT_BYTES);
  if (!archive) return none(`the report is longer than the ${ARTIFACT_BYTES} bytes that are the most`);
  return { ...none(''), ...reportIn(archive) };
}

async function readAtMost(body: ReadableStream, most: number): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    if (!(part instanceof Uint8Array)) return null;
    bytes += part.length;
    if (bytes > most) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function reportIn(archive: Buffer): Pick<HandOver, 'report' | 'fault'> {
  try {
    const bytes = readZipped(archive, 'report.json', REPORT_BYTES);
    if (!bytes) return { report: null, fault: 'the report has no report.json' };
    const report = ChangeReport.safeParse(JSON.parse(bytes.toString('utf8'))).data;
    return report ? { report, fault: null } : { report: null, fault: 'report.json is not of the shape it should be' };
  } catch (error) {
    if (error instanceof ZipError) return { report: null, fault: `the report cannot be read: ${error.message}` };
    if (error instanceof SyntaxError) return { report: null, fault: 'report.json is no JSON' };
    throw error;
  }
}
