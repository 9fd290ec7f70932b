import * as z from 'zod';
import type { Flag } from '../../flag.ts';

/** A repository, as far as GitHub is asked of it. `full_name` is `owner/name`, in the letters that GitHub has it in. */
export const Repository = z.object({
  id: z.int().positive(),
  name: z.string().regex(/^[\w.-]{1,100}$/),
  full_name: z.string().regex(/^[\w-]{1,100}\/[\w.-]{1,100}$/),
  owner: z.object({ login: z.string().regex(/^[\w-]{1,100}$/) }),
  private: z.boolean(),
  fork: z.boolean(),
  html_url: z.url({ protocol: /^https?$/ }),
  description: z.string().nullish(),
  default_branch: z.string().optional(),
  pushed_at: z.string().nullish(),
  archived: z.boolean().optional(),
  disabled: z.boolean().optional(),
  license: z.object({ spdx_id: z.string().nullish() }).nullish(),
});
export type Repository = z.infer<typeof Repository>;

/** What is doubtful of a repository, whatever is in it. */
export function repositoryFlags({ full_name, archived, disabled, license }: Repository): Flag[] {
  const flag = (code: Flag['code'], message: string): Flag => ({ code, pointer: '/repository', message });
  return [
    ...(archived ? [flag('repository-archived', `${full_name} is archived: it can only be read`)] : []),
    ...(disabled ? [flag('repository-gone', `GitHub has disabled ${full_name}`)] : []),
    ...(license === null ? [flag('licence-missing', `GitHub sees no licence in ${full_name}`)] : []),
  ];
}

/** What is doubtful of a name that stands in a repository, and whether the repository proves it. */
export function nameIn({ owner, full_name }: Repository, name: string): { isProven: boolean; flags: Flag[] } {
  const namespace = name.slice(0, name.indexOf('/'));
  const own = `io.github.${owner.login}`;
  if (namespace === own) return { isProven: true, flags: [] };
  const isOthers = /^io\.github\.[^.]+$/i.test(namespace) && namespace.toLowerCase() !== own.toLowerCase();
  const message = `It stands in ${full_name}, whose owner is not the one of ${namespace}`;
  return {
    isProven: false,
    flags: isOthers ? [{ code: 'repository-contested', pointer: '/name', message }] : [],
  };
}

/** Whether the last push came before a moment. What does not say when is taken as pushed to. */
export function isOlder({ pushed_at }: Repository, since: Date | null): boolean {
  return since !== null && typeof pushed_at === 'string' && Date.parse(pushed_at) < since.getTime();
}
