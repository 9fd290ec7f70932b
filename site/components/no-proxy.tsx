import { Code } from './code.tsx';

/** In place of the playground where there is no proxy to call: how to start one, and how to name it. */
export function NoProxy({ origin }: { origin: string }) {
  return (
    <div class="empty">
      <h2>There is no proxy to call yet</h2>
      <p>
        The playground makes real calls, through a proxy. In a checkout of this registry one command starts one, with a
        playground at <code>http://127.0.0.1:8080/playground/</code>:
      </p>
      <div class="how">
        <Code caption="Run in a shell" text="npm start" language="shell" />
        <p>For everybody who reads this site: name the proxy here, and admit the site there.</p>
        <Code caption="catalog/registry.json" text={'"proxyUrl": "https://mcp.example.com"'} language="json" />
        <Code caption="proxy.config.json" text={`"allowedOrigins": [${JSON.stringify(origin)}]`} language="json" />
      </div>
    </div>
  );
}
