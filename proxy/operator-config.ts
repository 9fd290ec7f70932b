import { resolve } from 'node:path';
import { EXIT, UserError } from '../catalog/user-error.ts';
import { loadConfig, type ProxyConfig } from './config.ts';

/** The operator's configuration. Throws `UserError` that says where the file is, or what in it is wrong and how to mend it. */
export async function operatorConfig(
  file: string,
  from = process.cwd(),
): Promise<{ config: ProxyConfig; folder: string }> {
  const { config, folder, problems } = await loadConfig(resolve(from, file)).catch((cause: unknown) => {
    throw new UserError(`There is no configuration at ${file}: see --config`, { exitCode: EXIT.misuse, cause });
  });
  if (config) return { config, folder };
  const lines = problems.map(
    ({ line, column, code, message, fix }) => `${file}:${line}:${column} ${code} ${message}. ${fix}`,
  );
  throw new UserError(['The configuration has errors.', ...lines].join('\n'));
}
