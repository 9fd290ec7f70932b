import * as z from 'zod';
import type { DockerWhere } from '../settings.ts';
import type { Found } from '../source.ts';
import { named, placeOf } from './labels.ts';

/** An image, as the engine lists it. */
export const Image = z.looseObject({
  Id: z.string(),
  RepoTags: z.array(z.string()).nullish(),
  /** Where it was pulled from, or pushed to: without any, only this engine has it. */
  RepoDigests: z.array(z.string()).nullish(),
  Labels: z.record(z.string(), z.string()).nullish(),
});

/** The server in an image, to be run over stdio; none in an image without a name. */
export function foundImage({ Id, RepoTags, Labels }: z.infer<typeof Image>, where: DockerWhere): Found[] {
  const [tag] = (RepoTags ?? []).filter((name) => name !== '<none>:<none>').sort();
  if (tag === undefined) return [];
  const labels = Labels ?? {};
  const { socket, command } = where;
  const [program = 'docker', ...args] = command;
  // The engine that has the image is the one to run it: each client has its own way to be told.
  const env = { DOCKER_HOST: `unix://${socket}`, CONTAINER_HOST: `unix://${socket}` };
  return [
    {
      ...named(
        labels,
        tag
          .replace(/:[^/:]*$/, '')
          .split('/')
          .at(-1) ?? tag,
      ),
      origin: `image ${tag}`,
      instances: [
        {
          // The same tag may come to mean another image, which is to be started anew.
          id: `image-${Id.replace(/^sha256:/, '').slice(0, 12)}`,
          transport: 'stdio',
          address: tag,
          location: 'local',
          ...placeOf(labels),
          target: {
            transport: 'stdio',
            command: { command: program, args: [...args, 'run', '-i', '--rm', tag], env, cwd: '/' },
          },
        },
      ],
    },
  ];
}
