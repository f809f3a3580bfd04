import { readAllEngines, readModels } from '../config/engines.ts';
import { collectMistakes } from '../config/mistakes.ts';
import type { EngineDefinition } from '../domain/engine-definition.ts';
import type { Model } from '../domain/model.ts';
import { canRunHere } from '../preflight/can-run.ts';
import { type ImageState, imageState } from '../preflight/image-state.ts';
import type { World } from '../world.ts';
import { engineCommand } from './engine-command.ts';
import type { Parsed } from './parse.ts';

type Row = {
  name: string;
  title: string;
  needs: string;
  proven: boolean;
  simulated: boolean;
  image: ImageState | null;
  models: string[];
  refused: { model: string; reason: string }[];
  notes: { model: string; note: string }[];
  runsHere: boolean;
  why: string;
};

async function rowOf(engine: EngineDefinition, models: Model[], world: World): Promise<Row> {
  const { name, title, needs, proven, simulated } = engine;
  const { runsHere, why } = await canRunHere(engine, world);
  const refused = models.flatMap((model) => {
    const reason = model.engines[name]?.refused ?? null;
    return reason === null ? [] : [{ model: model.name, reason }];
  });
  const notes = models.flatMap((model) => {
    const note = model.engines[name]?.note ?? null;
    return note === null ? [] : [{ model: model.name, note }];
  });
  const image = await imageState(engine, world);
  return { name, title, needs, proven, simulated, image, models: engine.models, refused, notes, runsHere, why };
}

function imageText({ reference, here, id, digest, sizeBytes }: ImageState): string {
  if (here === null) return `${reference}, unknown whether it is here`;
  if (!here) return `${reference}, not here`;
  const identity = digest === null ? `built here, ${id?.slice(0, 19)}` : digest.slice(0, 19);
  return `${reference}, here (${identity}, ${((sizeBytes ?? 0) / 1e9).toFixed(2)} GB)`;
}

function proof({ simulated, proven }: Row): string {
  if (simulated) return '';
  return proven ? ' (run by us)' : ' (definition from sources, not run by us)';
}

function text(rows: Row[]): string {
  const indent = ''.padEnd(18);
  return rows
    .map((row) => {
      const lines = [
        `${row.name.padEnd(17)} ${row.title}${proof(row)}`,
        `${indent}${row.runsHere ? 'runs here' : 'cannot run here'}: ${row.why}`,
        ...(row.image === null ? [] : [`${indent}image: ${imageText(row.image)}`]),
        `${indent}models: ${row.models.join(', ')}`,
        ...row.notes.map(({ model, note }) => `${indent}${model}: ${note}`),
        ...row.refused.map(({ model, reason }) => `${indent}refuses ${model}: ${reason}`),
      ];
      return lines.join('\n');
    })
    .join('\n\n');
}

/** `dyno engines`: what can run on this machine, and why not; with --command, how to start one by hand. */
export async function enginesCommand(parsed: Parsed, world: World): Promise<number> {
  const command = parsed.text('command');
  if (command !== null) return engineCommand(command, parsed, world);
  const mistakes = collectMistakes();
  const models = await readModels(world, mistakes);
  mistakes.throwIfAny();
  const engines = await readAllEngines(world);
  const rows = await Promise.all(engines.map((engine) => rowOf(engine, models, world)));
  world.terminal.out(parsed.on('json') ? `${JSON.stringify(rows, null, 2)}\n` : `${text(rows)}\n`);
  return 0;
}
