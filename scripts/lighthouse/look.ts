import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

/** The categories that Lighthouse scores, in the order of its report. */
export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Category = (typeof CATEGORIES)[number];

/** One look at a page: a score from 0 to 100 for each category, and what was not perfect. */
export interface Look {
  scores: Record<Category, number>;
  /** Audits that cost a score: their titles. */
  faults: string[];
}

const Report = z.object({
  categories: z.record(
    z.enum(CATEGORIES),
    z.object({ score: z.number(), auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })) }),
  ),
  audits: z.record(z.string(), z.object({ title: z.string(), score: z.number().nullable() })),
});

interface Browser {
  /** The folder of Lighthouse's own package. */
  lighthouse: string;
  chromium: string;
}

/** Looks at a page with Lighthouse in a browser of its own. Throws where it comes to nothing. */
export async function lookAt(url: string, isDesktop: boolean, { lighthouse, chromium }: Browser): Promise<Look> {
  const folder = await mkdtemp(join(tmpdir(), 'lighthouse-'));
  const out = join(folder, 'report.json');
  const flags = ['--output=json', `--output-path=${out}`, '--quiet', `--only-categories=${CATEGORIES.join(',')}`];
  const browser = '--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage';
  const args = [join(lighthouse, 'node_modules/lighthouse/cli/index.js'), url, ...flags, browser];
  try {
    await promisify(execFile)(process.execPath, [...args, ...(isDesktop ? ['--preset=desktop'] : [])], {
      env: { PATH: process.env.PATH, HOME: folder, CHROME_PATH: chromium },
      timeout: 120_000,
    });
    const { categories, audits } = Report.parse(JSON.parse(await readFile(out, 'utf8')));
    const refs = Object.values(categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0));
    const faulty = refs.map(({ id }) => audits[id]).filter((audit) => audit && audit.score !== null && audit.score < 1);
    const scoreOf = (category: Category) => Math.round(100 * categories[category].score);
    return {
      scores: {
        performance: scoreOf('performance'),
        accessibility: scoreOf('accessibility'),
        'best-practices': scoreOf('best-practices'),
        seo: scoreOf('seo'),
      },
      faults: faulty.flatMap((audit) => audit?.title ?? []),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
