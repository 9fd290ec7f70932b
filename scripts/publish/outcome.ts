import type { PackageProblem } from '../../catalog/packages/proof.ts';
import type { Problem } from '../../catalog/problem.ts';
import type { OWNERSHIP_CODES } from '../../catalog/publish/ownership/may-publish.ts';

/** Why a version may not be published by whoever asks for it. */
export interface Refusal {
  code: keyof typeof OWNERSHIP_CODES;
  why: string;
  fix: string;
}

/**
 * What became of a version. `opened` and `open`: its pull request is new, or was there; `pushed` and `waiting`: so is its
 * branch. `added` and `updated`: it is in the folder now. `unchanged`: it is published already. `refused`: `problems` or
 * `refusal` says why. In a rehearsal it is what would become of it, with the `diff`.
 */
export interface Outcome {
  file: string;
  name: string;
  version: string;
  outcome: 'opened' | 'open' | 'pushed' | 'waiting' | 'added' | 'updated' | 'unchanged' | 'refused';
  problems: Problem[];
  refusal?: Refusal;
  /** What a package lacks to be known as the server's: whoever reviews the pull request sees it as well. */
  unproven?: PackageProblem[];
  /** Of the pull request. */
  url?: string;
  branch?: string;
  diff?: string;
  /** What a person does next. */
  next?: string[];
}
