import { hostOf } from './talk.ts';

/** The reader's own token for the proxy. Whoever shows this field keeps it, and nobody else does. */
export function TokenField({ proxy, token, set }: { proxy: string; token: string; set: (token: string) => void }) {
  return (
    <div class="field">
      <label for="token">
        your token <span>for {hostOf(proxy)}, if it wants one</span>
      </label>
      <input
        id="token"
        class="in"
        type="password"
        autocomplete="off"
        aria-describedby="token-h"
        value={token}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
      <p class="help" id="token-h">
        Kept in this tab’s memory, gone when you close it. The keys of the servers are with the proxy; this page never
        sees them.
      </p>
    </div>
  );
}
