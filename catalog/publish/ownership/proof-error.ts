/**
 * A proof that does not hold, or one that could not be looked at: `unanswered` says nothing of whoever brought it, and
 * trying again may help. `fix` says what to do. Neither text holds what is secret of a proof.
 */
export class ProofError extends Error {
  readonly kind: 'refused' | 'unanswered';
  readonly fix: string;
  constructor(kind: ProofError['kind'], message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProofError';
    this.kind = kind;
    this.fix = fix;
  }
}
