import { readAllEngines } from '../config/engines.ts';
import type { EngineDefinition } from '../domain/engine-definition.ts';
import { canRunHere } from '../preflight/can-run.ts';
import type { World } from '../world.ts';
import type { Parsed } from './parse.ts';

type Row = {
  name: string;
  title: string;
  needs: string;
  proven: boolean;
  simulated: boolean;
  models: string[];
  runsHere: boolean;
  why: string;
};

async function rowOf(engine: EngineDefinition, world: World): Promise<Row> {
  const { name, title, needs, proven, simulated, models } = engine;
  const { runsHere, why } = await canRunHere(engine, world);
  return { name, title, needs, proven, simulated, models, runsHere, why };
}

function text(rows: Row[]): string {
  return rows
    .map(({ name, title, models, proven, runsHere, why }) => {
      const lines = [
        `${name.padEnd(15)} ${title}${proven ? '' : ' (definition from sources, not run by us)'}`,
        `${''.padEnd(15)} ${runsHere ? 'runs here' : 'cannot run here'}: ${why}`,
        `${''.padEnd(15)} models: ${models.join(', ')}`,
      ];
      return lines.join('\n');
    })
    .join('\n\n');
}

/** `dyno engines`: what can run on this machine, and why not. */
export async function enginesCommand(parsed: Parsed, world: World): Promise<number> {
  const engines = await readAllEngines(world);
  const rows = await Promise.all(engines.map((engine) => rowOf(engine, world)));
  world.terminal.out(parsed.on('json') ? `${JSON.stringify(rows, null, 2)}\n` : `${text(rows)}\n`);
  return 0;
}
