import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CrossCheck } from '../../domain/cross-check.ts';
import type { Statistics } from '../../domain/statistics.ts';
import { crossCheckTable } from './cross-checks.ts';

function rows(crossChecks: CrossCheck[]): string[][] | undefined {
  return crossCheckTable({ crossChecks } as Statistics)?.rows;
}

test('counts are apart by a share, times by an amount, and what was not compared says why', () => {
  assert.deepEqual(
    rows([
      { what: 'outputTokens', client: 1_000, engine: 1_050, apart: 50, limit: 10, why: null },
      { what: 'promptTokens', client: 1_000, engine: null, apart: null, limit: null, why: 'no such counter' },
      { what: 'requests', client: 10, engine: 12, apart: null, limit: null, why: 'some failed' },
      { what: 'ttftMeanMs', client: 30, engine: 27, apart: -3, limit: 25, why: null },
    ]),
    [
      ['output tokens', '1,000', '1,050', '5 %', '1 %'],
      ['requests', '10', '12', 'some failed', '–'],
      ['TTFT, mean ms', '30.0', '27.0', '3.00', '25.0'],
    ],
  );
});

test('an engine that tells nothing, and a result that is older, have no table', () => {
  assert.equal(rows([]), undefined);
  assert.equal(rows([{ what: 'requests', client: 4, engine: null, apart: null, limit: null, why: 'none' }]), undefined);
});
