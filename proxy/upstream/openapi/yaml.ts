import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

const CODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { parse } = require(workerData.yaml);
  parentPort.postMessage(JSON.stringify(parse(workerData.text, { maxAliasCount: 100, logLevel: 'error' })) ?? 'null');
`;

/**
 * YAML as JSON text. It is read in a thread of its own: YAML can be written so that reading it takes for ever, and nobody
 * else should wait for that. Throws when it is none, or takes too long.
 */
export async function yamlToJson(text: string, { timeoutMs = 8000 } = {}): Promise<string> {
  const yaml = createRequire(import.meta.url).resolve('yaml');
  const worker = new Worker(CODE, {
    eval: true,
    workerData: { yaml, text },
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  worker.unref();
  try {
    return await new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`not read in ${timeoutMs} ms`)), timeoutMs).unref();
      worker.once('message', (json) => resolve(String(json)));
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread ended')));
    });
  } finally {
    await worker.terminate();
  }
}
