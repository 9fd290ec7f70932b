import { bundle } from './bundle.ts';

/** A program that bundles, and says what came of it to whoever started it: see `bundle-apart.ts`. */
export type BundleReport = { files: Awaited<ReturnType<typeof bundle>> } | { fault: string };

const report: BundleReport = await bundle().then(
  (files) => ({ files }),
  (error: Error) => ({ fault: error.message }),
);
process.send?.(report);
