#!/usr/bin/env node
// The package's command: an MCP server over stdio. npm would print a banner on standard output, where messages belong, so
// hosts start this file; and from any folder, so tsx is found from here.
import { register } from 'tsx/esm/api';

register();
process.argv.push('--stdio');
await import('../start.ts');
