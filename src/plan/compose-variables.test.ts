import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testWorld } from '../testing/test-world.ts';
import { shellVariables, variableNames } from './compose-variables.ts';

test('every way to write a variable is found, an escaped dollar is none', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of Compose
  const file = 'image: ${A:-x}\ncommand: sh -c "echo $$HOME ${B}" $C ${A}\n';
  assert.deepEqual(variableNames(file), ['A', 'B', 'C']);
});

test('what the shell says to an engine is part of the plan, the rest of the shell is not', async () => {
  const world = testWorld({ env: { SIM_ITL_MS: '5', PATH: '/bin', UNRELATED: 'x' } });
  assert.deepEqual(await shellVariables('compose/sim.yaml', world), { SIM_ITL_MS: '5' });
});
