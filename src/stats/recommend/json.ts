import type { ComparedTest } from '../../domain/comparison.ts';
import { type Draft, type Known, testsOf } from './draft.ts';
import { findingAt } from './finding.ts';

/** What the proof that schemas bind says of each engine. */
function proofs({ engines }: ComparedTest): string[] {
  const known = engines.flatMap(({ engine, enforcement }) =>
    enforcement === null ? [] : [`${engine} ${enforcement.state}, ${enforcement.followed} of ${enforcement.asked}`],
  );
  const unknown = engines.filter(({ enforcement }) => enforcement === null).map(({ engine }) => engine);
  return [
    ...(known.length === 0
      ? []
      : [`Prompts that lead away from JSON still got an answer to the schema: ${known.join('; ')}.`]),
    ...(unknown.length === 0 ? [] : [`Whether the schema binds was not proved for ${unknown.join(', ')}.`]),
  ];
}

/** Valid answers a second and the share that is valid; beside them what the constraint costs. */
export function json(known: Known): Draft {
  const tests = testsOf(known, 'json_struct', 'schema');
  const twins = testsOf(known, 'json_struct', 'none');
  const cost = twins.flatMap((test) =>
    ['schemaTtftMs', 'schemaTpotMs'].flatMap((name) => findingAt(test, name, false)),
  );
  return {
    useCase: 'json',
    title: 'JSON that follows a schema',
    findings: [
      ...tests.flatMap((test) => ['jsonValidPerS', 'jsonValidShare'].flatMap((name) => findingAt(test, name, true))),
      ...cost,
    ],
    otherwise: 'the test json_struct gave no figures',
    conditions: tests.flatMap(proofs),
    against:
      tests.length > 0 && cost.length === 0
        ? ['What a schema costs in time was not measured: no request was asked again without its schema.']
        : [],
    toFindOut: tests.length === 0 ? ['Run the test json_struct on two or more engines.'] : [],
  };
}
