import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aListing, aRegistry, aServerJson } from '../catalog/testing.ts';
import { writeCatalog } from '../catalog/testing-files.ts';
import { ROOT } from './command.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'validate-'));
  writeCatalog(folder, {
    'good/registry.json': aRegistry,
    'good/servers/com.example/weather/1.0.0.json': aServerJson(),
    'good/servers/com.example/weather/listing.json': aListing(),
    'bad/registry.json': aRegistry,
    'bad/servers/com.example/weather/1.0.0.json': aServerJson({ version: '^1.0.0' }),
    'bad/servers/com.example/weather/listing.json': aListing(),
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

function validate(args: string[], env = {}): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const options = { cwd: ROOT, env: { ...process.env, GITHUB_ACTIONS: '', ...env } };
    const child = execFile(
      join(ROOT, 'node_modules/.bin/tsx'),
      ['scripts/validate.ts', ...args],
      options,
      (_error, stdout, stderr) => done({ code: child.exitCode, stdout, stderr }),
    );
  });
}

describe('npm run validate', () => {
  it.concurrent('ends with 0 when all is well', async () => {
    const { code, stdout } = await validate(['--catalog', join(folder, 'good')]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1 entry, 1 version: no problems\n' });
  });

  it.concurrent('ends with 1 when there are errors, and prints them as JSON if asked', async () => {
    const { code, stdout } = await validate(['--catalog', join(folder, 'bad'), '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).problems.map((problem: { code: string }) => problem.code)).toEqual(['E301', 'E303']);
  });

  it.concurrent('annotates lines in GitHub Actions', async () => {
    const { stdout } = await validate(['--catalog', join(folder, 'bad')], {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: '',
    });
    expect(stdout).toMatch(/^::error file=.*1\.0\.0\.json,line=6,endLine=6,col=14,endColumn=22,title=E303::/m);
  });

  it.concurrent('judges a lone file without asking about its place', async () => {
    const { code, stdout } = await validate([join(folder, 'bad/servers/com.example/weather/1.0.0.json')]);
    expect(code).toBe(1);
    expect(stdout).toContain('E303');
    expect(stdout).not.toContain('E301');
  });

  it.concurrent('makes the safe changes if asked, says so, and judges what is left', async () => {
    writeCatalog(folder, { 'untidy/server.json': aServerJson({ title: ' Weather' }) });
    const { code, stdout } = await validate([join(folder, 'untidy/server.json'), '--fix']);
    expect(stdout).toMatch(/server\.json:4:12 {2}fixed W323 {2}Write "Weather"\.\n1 file: no problems\n$/);
    expect(code).toBe(0);
  });

  it.concurrent('ends with 2 when the folder or the file is not there', async () => {
    const [noFolder, noFile] = await Promise.all([validate(['--catalog', '/no/such']), validate(['no-such.json'])]);
    expect([noFolder.code, noFile.code]).toEqual([2, 2]);
    expect(noFolder.stderr).toContain('There is no folder /no/such');
    expect(noFile.stderr).toMatch(/There is no file .*no-such\.json/);
  });
});
