import * as z from 'zod';
import { visible } from '../../../../catalog/flagged-text.ts';
import { readmeProof } from '../../../../catalog/packages/readme-proof.ts';
import { nameOfPackage } from '../../derived-name.ts';
import type { Flag } from '../../flag.ts';
import type { Said } from '../packages/look-up.ts';
import { repositoryOf } from '../packages/repository-of.ts';
import { saidText, serverName, webPage } from '../packages/said.ts';

const Texts = z.array(z.string()).catch([]);

/** https://docs.pypi.org/api/json/ */
const Project = z.looseObject({
  info: z.looseObject({
    name: z.string(),
    version: z.string().min(1).max(255),
    summary: z.unknown().optional(),
    /** The README. */
    description: z.string().nullish().catch(null),
    home_page: z.unknown().optional(),
    project_urls: z.record(z.string(), z.unknown()).nullish().catch(null),
    license: z.unknown().optional(),
    license_expression: z.unknown().optional(),
    license_files: z.unknown().optional(),
    classifiers: Texts,
    requires_dist: Texts,
    yanked: z.boolean().catch(false),
    yanked_reason: z.unknown().optional(),
  }),
  urls: z.array(z.looseObject({ upload_time_iso_8601: z.string().optional().catch(undefined) })).catch([]),
});
type Info = z.infer<typeof Project>['info'];

/** A README that names more servers than this names examples. */
const MOST_SERVERS = 5;

/**
 * The servers of a project, by its newest version: those that its README names as its own; where it names none, one, if
 * `isServer` says so or it looks like one.
 */
export function serversIn(value: unknown, asked: string, { isServer }: { isServer: boolean }): Said[] {
  const { data: project } = Project.safeParse(value);
  if (!project || plainName(project.info.name) !== plainName(asked)) return [];
  const { info, urls } = project;
  const named = namesIn(info.description ?? '');
  if (named.length === 0 && !isServer && !looksLikeServer(info)) return [];
  const names = named.length === 0 || named.length > MOST_SERVERS ? [null] : named;
  const uploads = urls.flatMap(({ upload_time_iso_8601: at }) => at ?? []).sort();
  const changedAt = uploads.at(-1);
  return names.map((name) => ({ ...saidOf(info, name), ...(changedAt === undefined ? {} : { changedAt }) }));
}

/** PEP 503: names that differ only so are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function saidOf(info: Info, named: string | null): Said {
  const { name, version } = info;
  const description = saidText(info.summary);
  const links = [...Object.values(info.project_urls ?? {}), info.home_page].flatMap((link) => webPage(link) ?? []);
  const [repository] = links.flatMap((link) => repositoryOf(link) ?? []);
  const homepage = webPage(info.project_urls?.Homepage) ?? webPage(info.home_page);
  return {
    where: `pkg:pypi/${plainName(name)}@${encodeURIComponent(version)}`,
    server: {
      name: named ?? nameOfPackage('pypi', name),
      ...(description === undefined ? {} : { description }),
      version,
      ...(homepage === undefined || repositoryOf(homepage) ? {} : { websiteUrl: homepage }),
      ...(repository ? { repository } : {}),
      packages: [{ registryType: 'pypi', identifier: name, version, transport: { type: 'stdio' } }],
    },
    nameOrigin: named === null ? 'derived' : 'publisher',
    evidence: named === null ? 'guessed' : 'proven',
    flags: flagsOf(info),
  };
}

/** The names that count as proof, as the official registry reads a README. */
function namesIn(readme: string): string[] {
  const found = [...readme.matchAll(MCP_NAME)].flatMap(([, name]) => serverName(name) ?? []);
  return [...new Set(found)].filter((name) => readmeProof(readme, name) === 'matches');
}

const MCP_NAME = /mcp-name: ([A-Za-z0-9.-]{1,100}\/[A-Za-z0-9._-]{0,98}?[A-Za-z0-9])(?=$|[^A-Za-z0-9._/-]|--!?>)/g;

function looksLikeServer({ name, requires_dist: required }: Info): boolean {
  return plainName(name).includes('mcp') && required.some((each) => /^(?:fast)?mcp(?![\w.-])/i.test(each.trim()));
}

function flagsOf({ name, version, yanked, yanked_reason, ...info }: Info): Flag[] {
  const flags: Flag[] = [];
  if (yanked) {
    const why = saidText(yanked_reason);
    const message = `PyPI has ${name} ${version} as yanked${why === undefined ? '' : `: ${visible(why)}`}`;
    flags.push({ code: 'package-deprecated', pointer: '/packages/0', message });
  }
  const licence = saidText(info.license) ?? saidText(info.license_expression);
  if (licence === undefined && !info.classifiers.some((each) => each.startsWith('License ::')))
    flags.push({ code: 'licence-missing', pointer: '', message: `${name} ${version} names no licence on PyPI` });
  return flags;
}
