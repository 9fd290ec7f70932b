import type { DomainProof } from '../../../catalog/publish/ownership/domain-proof.ts';
import type { Identity } from '../../../catalog/publish/ownership/identity.ts';
import { ProofError } from '../../../catalog/publish/ownership/proof-error.ts';
import { ProxyError } from '../../error.ts';

/** Who looks at proofs, and says whose they are. Each throws `ProofError`. */
export interface Proofs {
  /** A token of GitHub: a person's, or an app's for them. */
  github(token: string): Promise<Identity>;
  /** A token that a job of GitHub Actions was given. */
  actions(token: string): Promise<Identity>;
  domain(proof: DomainProof): Promise<Identity>;
  /** A token of the operator's own issuer. */
  oidc(token: string): Promise<Identity>;
}

/** What a look at a proof has found. Throws `unauthorized` for one that does not hold; `upstream_unreachable` where nobody could say. */
export async function provenBy(look: Promise<Identity>): Promise<Identity> {
  try {
    return await look;
  } catch (cause) {
    if (!(cause instanceof ProofError)) throw cause;
    const code = cause.kind === 'refused' ? 'unauthorized' : 'upstream_unreachable';
    throw new ProxyError(code, `${cause.message}. ${cause.fix}`, { cause, retryable: cause.kind !== 'refused' });
  }
}
