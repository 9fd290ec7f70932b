import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { ROOT } from './command.ts';

const PATH_VARIABLE = 'MCP_REGISTRY_TEST_BROWSER';
const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Quiet, and without a sandbox: the pages it shows are our own, and containers often run as root. */
const ARGS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/**
 * vitest's `globalSetup`: unpacks Chromium once, before the workers start, and passes its path on. (Processes that
 * unpack at the same time end in `spawn ETXTBSY`.)
 */
export async function setup(): Promise<void> {
  process.env[PATH_VARIABLE] ??= await findBrowser();
}

/** A headless Chromium for tests and screenshots. Close it with `await using` or `close()`. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env[PATH_VARIABLE] ?? (await findBrowser());
  return chromium.launch({ executablePath, args: ARGS, headless: true });
}

/** The Chromium that npm brings, unpacked in the checkout; elsewhere than on Linux x64, one of the system's. */
export async function findBrowser(): Promise<string> {
  if (process.platform === 'linux' && process.arch === 'x64') return unpackChromium();
  const found = SYSTEM_BROWSERS.find((path) => existsSync(path));
  if (!found) {
    throw new Error(
      `npm's Chromium runs on Linux x64 only. Install Chromium or Chrome, or name one in ${PATH_VARIABLE}.`,
    );
  }
  console.error(`Browser tests use ${found}: npm's Chromium runs on Linux x64 only.`);
  return found;
}

/** Unpacks beside, then renames: a run that is killed half way leaves no broken browser behind. */
async function unpackChromium(): Promise<string> {
  const require = createRequire(import.meta.url);
  const { version }: { version: string } = require(
    join(dirname(require.resolve('@sparticuz/chromium')), '../../package.json'),
  );
  const folder = join(ROOT, '.cache', `chromium-${version}`);
  const executable = join(folder, 'chromium');
  if (existsSync(executable)) return executable;
  const { default: packed } = await import('@sparticuz/chromium');
  const unpacking = `${folder}.${process.pid}`;
  await mkdir(unpacking, { recursive: true });
  const { TMPDIR } = process.env;
  try {
    process.env.TMPDIR = unpacking; // where the package unpacks to
    packed.setGraphicsMode = false;
    await packed.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  await rename(unpacking, folder).catch(() => rm(unpacking, { recursive: true })); // another run was first
  return executable;
}
