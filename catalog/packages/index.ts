import { cargo } from './cargo.ts';
import { mcpb } from './mcpb.ts';
import { npm } from './npm.ts';
import { nuget } from './nuget.ts';
import { oci } from './oci.ts';
import type { PackageRegistry } from './package-registry.ts';
import { pypi } from './pypi.ts';

/** The kinds of registries that packages are looked up in. */
export const PACKAGE_REGISTRIES: PackageRegistry[] = [npm, pypi, oci, nuget, cargo, mcpb];
