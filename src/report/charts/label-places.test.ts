import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelOffsets, type Spot } from './label-places.ts';

const size = { width: 200, height: 100 };
const most = { x: 200, y: 100 };
const [above, below] = [
  { dx: 0, dy: -11 },
  { dx: 0, dy: 12 },
];

function spot(x: number, y: number, text: string, line = 'a'): Spot {
  return { x, y, text, line };
}

test('a text stands above its point, where it is in nobody’s way', () => {
  assert.deepEqual(labelOffsets([spot(50, 50, '8'), spot(150, 50, '16')], most, size), [above, above]);
});

test('of two points that lie close together one has its text elsewhere', () => {
  const [first, second] = labelOffsets([spot(50, 50, '16'), spot(52, 51, '16', 'b')], most, size);
  assert.notDeepEqual(first, second);
  assert.ok(Math.abs((first?.dy ?? 0) - (second?.dy ?? 0)) >= 11);
});

test('a text stays off the points and lines of others, and off those without a text', () => {
  const point = labelOffsets([spot(50, 50, '4'), spot(50, 61, '', 'b')], most, size);
  assert.deepEqual(point[0], below);
  const line = labelOffsets([spot(50, 50, '4'), spot(10, 61, '', 'b'), spot(90, 61, '', 'b')], most, size);
  assert.deepEqual(line[0], below);
});

test('a text does not leave the plot at its left, right or lower edge', () => {
  // Below is the axis, above another line: what is left is beside.
  const [corner] = labelOffsets([spot(100, 2, '4'), spot(60, 13, '', 'b'), spot(140, 13, '', 'b')], most, size);
  assert.deepEqual(corner?.dy, -11);
  const [edge] = labelOffsets([spot(0, 50, '1,024')], most, size);
  assert.ok((edge?.dx ?? 0) > 0);
  const [right] = labelOffsets([spot(200, 50, '1,024')], most, size);
  assert.ok((right?.dx ?? 0) < 0);
});
