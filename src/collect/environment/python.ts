import type { ReadyEngine } from '../../domain/engine-life.ts';
import { type Environment, pythonSchema } from '../../domain/environment.ts';
import type { World } from '../../world.ts';

/**
 * Asks for the metadata of what is installed and imports nothing of it: torch alone would take seconds, and memory on the
 * GPU. The CUDA that torch was built for is a line of its version file.
 */
const script = `
import json, platform, re
import importlib.metadata, importlib.util
packages = {}
for found in importlib.metadata.distributions():
    name = found.metadata["Name"]
    if name and name not in packages: packages[name] = found.version
cuda = None
try:
    for folder in importlib.util.find_spec("torch").submodule_search_locations:
        line = re.search(r"^cuda\\b.*= *'([0-9.]+)'", open(folder + "/version.py").read(), re.M)
        cuda = line and line.group(1)
except Exception:
    pass
print("dyno " + json.dumps({"version": platform.python_version(), "torchCuda": cuda, "packages": packages}))
`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads the one line that is ours out of an answer; whatever else was printed is passed over. */
export function pythonAnswer(output: string): Environment['engine']['python'] {
  const line = output.split('\n').find((one) => one.startsWith('dyno {'));
  const told = pythonSchema.safeParse(parsed(line?.slice('dyno '.length) ?? ''));
  return told.success ? told.data : null;
}

/**
 * Python and its packages in the engine's container. Ask when the engine is idle: it takes up to a second of CPU. Null
 * where there is no container of ours, or no Python in it.
 */
export async function python({ containerId }: ReadyEngine, world: World): Promise<Environment['engine']['python']> {
  if (containerId === null) return null;
  const answer = await world.docker.exec(containerId, ['python3', '-c', script]).catch(() => null);
  return answer?.exitCode === 0 ? pythonAnswer(answer.output) : null;
}
