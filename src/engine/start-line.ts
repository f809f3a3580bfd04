import type { ComposeDefinition, ComposeService } from './compose-config.ts';
import { shellAssignment, shellQuote } from './shell-quote.ts';

/** How an engine is started where no Docker is: the same program, arguments and environment as in its container. */
export type StartLine = {
  environment: Record<string, string>;
  argv: string[];
  /** Both as one command for a POSIX shell; it may span lines, and can be pasted. */
  line: string;
  /** Folders that are volumes in the container and plain folders here. */
  folders: string[];
  /** Shared memory that the container has; null: Docker's own 64 MiB. */
  shmBytes: number | null;
};

const nothing = '/dev/null';

/** A variable that names a mounted file names the file itself here; one whose mount is empty goes. */
function unmounted(value: string, { volumes }: ComposeService): string | null {
  const mount = volumes.find(({ type, target }) => type === 'bind' && target === value);
  if (mount === undefined) return value;
  return mount.source === nothing ? null : mount.source;
}

function environmentOf(service: ComposeService): Record<string, string> {
  const pairs = Object.entries(service.environment).map(([name, value]): [string, string | null] => [
    name,
    value === null ? null : unmounted(value, service),
  ]);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== null));
}

/**
 * The start of a resolved service outside Docker. Pure.
 * @param entrypoint program of the image, which Compose does not know (engine.yaml)
 */
export function startLine({ service }: ComposeDefinition, entrypoint: readonly string[]): StartLine {
  const environment = environmentOf(service);
  const argv = [...(service.entrypoint ?? entrypoint), ...(service.command ?? [])];
  const assignments = Object.entries(environment).map(([name, value]) => shellAssignment(name, value));
  const words = [...assignments, argv.map(shellQuote).join(' ')];
  return {
    environment,
    argv,
    line: ['env', ...words].join(' \\\n  '),
    folders: service.volumes.filter(({ type }) => type === 'volume').map(({ target }) => target),
    shmBytes: service.shm_size ?? null,
  };
}
