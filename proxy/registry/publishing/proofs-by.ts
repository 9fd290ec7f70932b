import type { Egress } from '../../../catalog/net/connector.ts';
import { actionsKeys, verifyActionsToken } from '../../../catalog/publish/ownership/actions-token.ts';
import { verifyDomainProof } from '../../../catalog/publish/ownership/domain-proof.ts';
import { verifyGithubToken } from '../../../catalog/publish/ownership/github-token.ts';
import { domainLookups } from '../../../catalog/publish/ownership/index.ts';
import { ProofError } from '../../../catalog/publish/ownership/proof-error.ts';
import { oidcVerifier } from './oidc.ts';
import type { Proofs } from './proofs.ts';
import type { PublishingSettings } from './settings.ts';

/** Where proofs are looked at, and by which way. */
interface Places extends NonNullable<Parameters<typeof domainLookups>[0]> {
  /** Who signs the tokens of GitHub Actions, and how they are reached. */
  actions?: NonNullable<Parameters<typeof actionsKeys>[0]>;
  /** The way to GitHub and to the operator's issuer. */
  egress?: Egress;
}

/** Who looks at proofs, as settings say. Nobody is asked before there is a proof to look at. */
export function proofsBy(
  { githubApi: api, audience, oidc }: PublishingSettings,
  { actions, egress = {}, ...domains }: Places = {},
): Proofs {
  const lookups = domainLookups(domains);
  const keys = actionsKeys({ egress, ...actions });
  const issuer = actions?.issuer === undefined ? {} : { issuer: actions.issuer };
  const verifyOidc = oidc && oidcVerifier(oidc, egress);
  return {
    github: (token) => verifyGithubToken(token, { api, egress }),
    actions: (token) => verifyActionsToken(token, { audience, keys, ...issuer }),
    domain: (proof) => verifyDomainProof(proof, lookups),
    oidc: async (token) => {
      if (verifyOidc) return verifyOidc(token);
      throw new ProofError('refused', 'No issuer is known here', 'Sign in in another way.');
    },
  };
}
