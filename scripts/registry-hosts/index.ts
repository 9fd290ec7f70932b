import { copilotCli, olderCopilotCli } from './copilot-cli.ts';
import { docker } from './docker.ts';
import type { Host } from './host.ts';
import { toolHive } from './tool-hive.ts';
import { vsCode } from './vs-code.ts';

/** The programs that read registries, each as it was seen to. */
export const hosts: readonly Host[] = [vsCode, copilotCli, olderCopilotCli, docker, toolHive];
