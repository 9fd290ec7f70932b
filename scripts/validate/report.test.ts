import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../catalog/problem.ts';
import { reportProblems } from './report.ts';

const text = ['{', '  "name": "com.example/weather",', '  "titel": "Weather"', '}'].join('\n');

function aProblem(over: Partial<Problem> = {}): Problem {
  return Problem.parse({
    file: 'catalog/servers/com.example/weather/1.0.0.json',
    line: 3,
    column: 3,
    endLine: 3,
    endColumn: 10,
    pointer: '/titel',
    code: 'W202',
    severity: 'warning',
    message: 'Unknown field "titel"',
    fix: 'Did you mean "title"?',
    ...over,
  });
}

const anError = aProblem({ code: 'E201', severity: 'error', line: 1, column: 1, endLine: 1, endColumn: 2 });

function report(problems: Problem[], options: Parameters<typeof reportProblems>[1] = {}) {
  let out = '';
  const stdout = { write: (chunk: string) => (out += chunk) };
  const exitCode = reportProblems(problems, { stdout, env: {}, textOf: () => text, ...options });
  return { out, exitCode };
}

describe('reportProblems for a person', () => {
  it('shows where, what, the line with a mark below, and what to do', () => {
    const { out, exitCode } = report([aProblem()]);
    expect(out.split('\n')).toEqual([
      'catalog/servers/com.example/weather/1.0.0.json:3:3  warning W202  Unknown field "titel"',
      '  3 |   "titel": "Weather"',
      '    |   ^^^^^^^',
      '  fix: Did you mean "title"?',
      '',
      '1 warning in 1 file',
      '',
    ]);
    expect(exitCode).toBe(0);
  });

  it('ends with an error only for errors, and counts', () => {
    const { out, exitCode } = report([aProblem(), anError, { ...anError, file: 'b.json' }], { subject: '2 entries' });
    expect(out).toContain('\n2 entries: 2 errors, 1 warning in 2 files\n');
    expect(exitCode).toBe(1);
  });

  it('says what was looked at when nothing is wrong', () => {
    expect(report([], { subject: '167 entries, 169 versions' }).out).toBe('167 entries, 169 versions: no problems\n');
  });

  it('does not call an information a problem', () => {
    const { out, exitCode } = report([aProblem({ code: 'I327', severity: 'info' })], { subject: '1 entry' });
    expect(out).toContain('\n1 entry: no problems, 1 info in 1 file\n');
    expect(exitCode).toBe(0);
  });

  it('writes out what would move the cursor of a terminal', () => {
    const nasty = 'a\u001b[2Jb\u202Ec\nd';
    const { out } = report([aProblem({ message: nasty, fix: nasty, file: nasty })], { textOf: () => `\n\n${nasty}` });
    for (const character of ['\u001b', '\u202e']) expect(out).not.toContain(character);
    expect(out).toContain('a\\u{1b}[2Jb\\u{202e}c\\u{a}d');
  });

  it('shows the part of a long line that matters', () => {
    const long = `${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`;
    const { out } = report([aProblem({ line: 1, endLine: 1, column: 5001, endColumn: 5005 })], { textOf: () => long });
    const [, shown = '', mark = ''] = out.split('\n');
    expect(shown.length).toBeLessThan(120);
    expect(shown.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('HERE');
  });

  it('does without the line of a file that cannot be read', () => {
    expect(report([aProblem()], { textOf: () => null }).out.split('\n')).toHaveLength(5);
  });
});

describe('reportProblems for a program', () => {
  it('prints the problems as JSON, and nothing else', () => {
    const { out, exitCode } = report([anError], { json: true, subject: '1 entry', env: { GITHUB_ACTIONS: 'true' } });
    expect(JSON.parse(out)).toEqual({ problems: [anError] });
    expect(exitCode).toBe(1);
  });
});

describe('reportProblems in GitHub Actions', () => {
  const env = { GITHUB_ACTIONS: 'true' };

  it('marks the line, with everything escaped', () => {
    const { out } = report([aProblem({ file: 'a,b:c%.json', message: '100%', fix: '::error::no' })], { env });
    expect(out).toContain(
      '::warning file=a%2Cb%3Ac%25.json,line=3,endLine=3,col=3,endColumn=10,title=W202::100%25%0A::error::no\n',
    );
  });

  it('lets no text of a file speak to the runner', () => {
    const { out } = report([aProblem({ message: '##[add-mask]x' })], { env });
    const [, token] = /^::stop-commands::([0-9a-f-]{36})\n/.exec(out) ?? [];
    expect(out.indexOf('##[add-mask]')).toBeLessThan(out.indexOf(`\n::${token}::\n`));
  });

  it('shows ten errors and ten warnings, and says how many more there are', () => {
    const many = Array.from({ length: 25 }, (_, index) => aProblem({ line: index + 1 }));
    const { out } = report([...many, anError], { env });
    expect(out.match(/^::warning /gm)).toHaveLength(10);
    expect(out.match(/^::error /gm)).toHaveLength(1);
    expect(out).toContain('::notice::15 more warnings: see the log or the summary\n');
  });

  it('puts all of them in the summary, as text and not as Markdown', () => {
    const folder = mkdtempSync(join(tmpdir(), 'summary-'));
    const file = join(folder, 'summary.md');
    const many = Array.from({ length: 25 }, (_, index) => aProblem({ line: index + 1, message: '<img src=x>|[a](b)' }));
    report(many, { env: { ...env, GITHUB_STEP_SUMMARY: file } });
    const summary = readFileSync(file, 'utf8');
    rmSync(folder, { recursive: true });
    expect(summary).toContain('### 25 warnings in 1 file');
    expect(summary.match(/^\| catalog/gm)).toHaveLength(25);
    expect(summary).not.toMatch(/<img|\[a\]/);
  });
});
