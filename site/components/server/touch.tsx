import type { Package, Remote } from '../../../catalog/server-json.ts';
import { latestVersion, type SnapshotEntry } from '../../../catalog/snapshot/snapshot.ts';
import { counted } from '../../words/numbers.ts';
import { line } from '../../words/visible.ts';
import { Icon } from '../icon.tsx';

const FEW = 6;

/** Can I trust it? What it is given and may do, from what its entry declares and its tools say of themselves. */
export function Touch({ entry }: { entry: SnapshotEntry }) {
  const { packages = [], remotes = [] } = latestVersion(entry).server;
  const secrets = secretsOf(packages, remotes);
  const hosts = [
    ...new Set(
      [...remotes.map(({ url }) => url), ...(entry.listing.instances ?? []).map(({ url }) => url ?? '')].flatMap(
        hostOf,
      ),
    ),
  ];
  return (
    <section class="sec" id="touch">
      <h2>
        What it can touch <small>as declared</small>
      </h2>
      <div class="touch">
        <div>
          <h3>
            <Icon name="key" />
            Secrets
          </h3>
          {secrets.length === 0 ? <p>Its entry declares none.</p> : <Names names={secrets} />}
        </div>
        <div>
          <h3>
            <Icon name="net" />
            Hosts
          </h3>
          {hosts.length > 0 && <Names names={hosts} />}
          {packages.length > 0 && (
            <p>
              {hosts.length > 0 ? 'Run locally, it' : 'It runs on your machine and'} can reach whatever your machine
              can.
            </p>
          )}
        </div>
        <div>
          <h3>
            <Icon name="bin" />
            Can destroy
          </h3>
          <Destructive entry={entry} />
        </div>
      </div>
    </section>
  );
}

function Destructive({ entry: { tools } }: { entry: SnapshotEntry }) {
  if (!tools) return <p>We have not seen its tools yet.</p>;
  const names = tools.tools.filter(({ destructive }) => destructive).map(({ name }) => name);
  if (names.length === 0) return <p>No tool says so.</p>;
  return (
    <>
      <p>{counted(names.length, 'tool')} may, by hint or for want of one:</p>
      <Names names={names} />
    </>
  );
}

function Names({ names }: { names: string[] }) {
  return (
    <p>
      {names.slice(0, FEW).map((name, index) => (
        <>
          {index > 0 && <br />}
          <code>{line(name, 100)}</code>
        </>
      ))}
      {names.length > FEW && (
        <>
          <br />
          and {names.length - FEW} more
        </>
      )}
    </p>
  );
}

function secretsOf(packages: Package[], remotes: Remote[]): string[] {
  const inputs = [
    ...packages.flatMap((one) => [...(one.environmentVariables ?? []), ...(one.transport.headers ?? [])]),
    ...remotes.flatMap(({ headers = [] }) => headers),
  ];
  const named = inputs.filter(({ isSecret }) => isSecret).map(({ name }) => name);
  const asked = packages.flatMap(({ packageArguments = [] }) => packageArguments.filter(({ isSecret }) => isSecret));
  return [...new Set([...named, ...asked.map(({ name, valueHint }) => name ?? valueHint ?? 'an argument')])];
}

function hostOf(url: string): string[] {
  const host = /^[a-z]+:\/\/([^/?#]+)/i.exec(url)?.[1];
  return host ? [host] : [];
}
