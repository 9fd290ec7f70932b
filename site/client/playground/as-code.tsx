import { Code } from '../../components/code.tsx';
import { type Called, curlOf, pythonOf, typescriptOf } from './code.ts';
import { hostOf } from './talk.ts';

/** The same call for a shell, and for two languages. */
export function AsCode({ called }: { called: Called }) {
  return (
    <>
      <Code live caption="curl" text={curlOf(called)} language="shell" />
      <Code live caption="TypeScript, with the MCP SDK" text={typescriptOf(called)} language="text" />
      <Code live caption="Python, with the MCP SDK" text={pythonOf(called)} language="text" />
      <p class="small muted">
        All three call {hostOf(called.proxy)}
        {called.withToken && (
          <>
            , and read the token from the variable <code>REGISTRY_TOKEN</code>
          </>
        )}
        .
      </p>
    </>
  );
}
