import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLine, csvValues } from './csv.ts';

test('what is written can be read back, unknown as empty', () => {
  const values = [1.5, null, 'docker', 'a,b', 'say "x"', ''];
  assert.equal(csvLine(values), '1.5,,docker,"a,b","say ""x""",');
  assert.deepEqual(csvValues(csvLine(values)), ['1.5', '', 'docker', 'a,b', 'say "x"', '']);
  assert.equal(csvLine([Number.NaN, Number.POSITIVE_INFINITY, 0]), ',,0');
  assert.deepEqual(csvValues(',x'), ['', 'x']);
});
