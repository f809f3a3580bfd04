import { exitCodes } from '../errors.ts';
import { examineMachine } from '../preflight/examine.ts';
import type { World } from '../world.ts';
import type { Parsed } from './parse.ts';

const marks = { ok: 'ok     ', warn: 'warning', missing: 'MISSING' } as const;

/** `dyno doctor`: is this machine fit, and what mends it. Exit 4 when something needed is missing. */
export async function doctorCommand(parsed: Parsed, world: World): Promise<number> {
  const findings = await examineMachine(world);
  const lines = findings.map(({ state, name, found, mend }) => {
    const advice = mend === null || state === 'ok' ? '' : `\n                    mend: ${mend}`;
    return `${marks[state]}  ${name.padEnd(18)} ${found}${advice}`;
  });
  world.terminal.out(parsed.on('json') ? `${JSON.stringify(findings, null, 2)}\n` : `${lines.join('\n')}\n`);
  return findings.some(({ state }) => state === 'missing') ? exitCodes.machine : exitCodes.ok;
}
