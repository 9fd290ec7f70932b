import type { PageMaker } from '../site.ts';
import { aToZ } from './a-to-z.tsx';
import { byFacet } from './by-facet.tsx';
import { categories } from './categories.tsx';
import { changes } from './changes.tsx';
import { clients } from './clients.tsx';
import { compare } from './compare.tsx';
import { guide } from './guide.tsx';
import { health } from './health.tsx';
import { home } from './home.tsx';
import { notFound } from './not-found.tsx';
import { playground } from './playground.tsx';
import { publishers } from './publishers.tsx';
import { reference } from './reference.tsx';
import { stats } from './stats.tsx';

/** Every kind of page beside those of one server. To add one: write its file, add its line. */
export const PAGES: PageMaker[] = [
  home,
  categories,
  byFacet,
  aToZ,
  health,
  changes,
  publishers,
  compare,
  stats,
  clients,
  reference,
  playground,
  guide,
  notFound,
];
