import type { DockerClient } from './client.ts';
import type { Daemon } from './daemon.ts';

export function imageCalls(daemon: Daemon): Pick<DockerClient, 'inspectImage'> {
  async function inspectImage(reference: string) {
    const options = { what: `inspect image ${reference}`, timeoutMs: 30_000 };
    const info = await daemon.callUnless([404], options, () => daemon.api.getImage(reference).inspect());
    if (info === null) return null;
    return {
      id: info.Id,
      digest: digestFor(reference, info.RepoDigests ?? []),
      sizeBytes: info.Size,
      labels: info.Config?.Labels ?? {},
    };
  }
  return { inspectImage };
}

/** The manifest digest under the name that was asked for; an image built here has none. */
export function digestFor(reference: string, repoDigests: string[]): string | null {
  const repository = reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const ofName = repoDigests.find((at) => at.startsWith(`${repository}@`));
  return (ofName ?? repoDigests[0])?.replace(/^.*@/, '') ?? null;
}
