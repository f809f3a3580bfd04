import { readAllEngines } from '../config/engines.ts';
import type { Plan } from '../domain/plan.ts';
import { emptyRequest } from '../domain/request.ts';
import { resolveCompose } from '../engine/resolve-compose.ts';
import { shellQuote } from '../engine/shell-quote.ts';
import { type StartLine, startLine } from '../engine/start-line.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { planRequests } from './make-plan.ts';
import type { Parsed } from './parse.ts';

const gibibyte = 2 ** 30;

/** The command line that measures an engine which was started by hand. */
function benchLine(plan: Plan, parsed: Parsed): string {
  const suite = parsed.text('suite');
  const words = [
    ...['./dyno', 'bench', '--endpoint', `http://127.0.0.1:${plan.engine.port}`],
    ...['--engine', plan.engine.name, '--model', plan.servedModel, '--suite', suite ?? plan.suite.name],
    ...parsed.list('set').flatMap((override) => ['--set', override]),
  ];
  return words.map(shellQuote).join(' ');
}

function text(plan: Plan, image: string, start: StartLine, bench: string): string {
  const { engine, model } = plan;
  const shmGib = (start.shmBytes ?? 0) / gibibyte;
  const shm = shmGib < 1 ? [] : [`# Its container has ${shmGib} GiB of shared memory.`];
  const folders = start.folders.length === 0 ? [] : [`# Put on a disk with room: ${start.folders.join(' ')}`];
  return [
    `# ${engine.title} with ${model.name} and the settings of suite ${plan.suite.name}, as its container starts it.`,
    `# For a pod of the image ${image}, or wherever the engine is installed; paths are those of the image.`,
    ...folders,
    ...shm,
    start.line,
    '',
    '# When it is up, from the machine that measures (put the address that it reaches in place of 127.0.0.1):',
    bench,
  ].join('\n');
}

/**
 * `dyno engines --command NAME`: how an engine is started by hand where no Docker can run, and then measured. Compose
 * resolves the definition, for which no Docker Engine is needed. Throws UNKNOWN_*, CONFIG_INVALID, COMPOSE_*, USAGE.
 */
export async function engineCommand(name: string, parsed: Parsed, world: World): Promise<number> {
  const { service } = (await readAllEngines(world)).find((engine) => engine.name === name) ?? {};
  if (service === 'none') {
    throw new DynoError('USAGE', `${name} is a server that somebody else starts; there is no command for it`);
  }
  const set = parsed.list('set');
  const request = { ...emptyRequest, engine: name, model: parsed.text('model'), suite: parsed.text('suite'), set };
  const [plan] = await planRequests(request, world);
  if (plan === undefined) throw new Error('a request without a plan');
  const { target } = plan;
  if (target.kind !== 'container') throw new Error('a plan without an endpoint has a container');
  const definition = await resolveCompose(target, world);
  const start = startLine(definition, plan.engine.entrypoint);
  const bench = benchLine(plan, parsed);
  const { image } = definition.service;
  const answer = { engine: plan.engine.name, model: plan.model.name, suite: plan.suite.name, image, ...start, bench };
  const out = parsed.on('json') ? JSON.stringify(answer, null, 2) : text(plan, image, start, bench);
  world.terminal.out(`${out}\n`);
  return 0;
}
