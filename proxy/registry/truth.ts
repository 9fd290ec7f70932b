import { EXIT, UserError } from '../../catalog/user-error.ts';

/** What a flag says that is true or false, as the first registry read it. Throws `UserError`. */
export function truthOf(flag: string, text: string): boolean {
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  const variable = `MCP_REGISTRY_${flag.toUpperCase().replaceAll('-', '_')}`;
  throw new UserError(`--${flag} (${variable}) is true or false, not ${JSON.stringify(text)}`, {
    exitCode: EXIT.misuse,
  });
}
