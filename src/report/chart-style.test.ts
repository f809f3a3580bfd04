import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colorScale, linePerName, palette } from './chart-style.ts';

type Triple = [number, number, number];
type Matrix = [Triple, Triple, Triple];

/** Full colour blindness in linear RGB: Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model", table 1. */
const eyes: Record<string, Matrix> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const toXyz: Matrix = [
  [0.4124, 0.3576, 0.1805],
  [0.2126, 0.7152, 0.0722],
  [0.0193, 0.1192, 0.9505],
];

function times(matrix: Matrix, [a, b, c]: Triple): Triple {
  return matrix.map(([x, y, z]) => x * a + y * b + z * c) as Triple;
}

/** sRGB, IEC 61966-2-1. */
function linear(hex: string): Triple {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return channels.map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)) as Triple;
}

/** CIE Lab for the white of D65. */
function lab(rgb: Triple): Triple {
  const clipped = rgb.map((one) => Math.min(1, Math.max(0, one))) as Triple;
  const [x, y, z] = times(toXyz, clipped);
  const root = (one: number) => (one > 0.008856 ? Math.cbrt(one) : 7.787 * one + 16 / 116);
  const [fx, fy, fz] = [root(x / 0.9505), root(y), root(z / 1.089)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

test('any two colours stay apart with every kind of colour blindness', () => {
  for (const [eye, matrix] of Object.entries(eyes)) {
    const seen = palette.map((hex) => ({ hex, lab: lab(times(matrix, linear(hex))) }));
    for (const [index, one] of seen.entries())
      for (const other of seen.slice(0, index)) {
        const distance = Math.hypot(...one.lab.map((value, at) => value - (other.lab[at] ?? 0)));
        assert.ok(distance > 15, `${one.hex} and ${other.hex} with ${eye}: ${distance}`);
      }
  }
});

test('every colour shows on the white and on the dark page', () => {
  const luminance = (hex: string) => times(toXyz, linear(hex))[1];
  for (const page of ['#ffffff', '#0d1117'])
    for (const color of palette) {
      const [dark = 0, light = 0] = [luminance(page), luminance(color)].sort((a, b) => a - b);
      assert.ok((light + 0.05) / (dark + 0.05) > 2.2, `${color} on ${page}`);
    }
});

test('eight engines have eight colours, and forty lines differ in colour or dashes', () => {
  const names = Array.from({ length: 40 }, (_, index) => `engine ${index}`);
  assert.equal(new Set(colorScale(names.slice(0, 8)).range).size, 8);
  const { color, strokeDash } = linePerName('engine', names);
  const looks = names.map((_, index) => `${color.scale.range[index]} ${strokeDash.scale.range[index]}`);
  assert.equal(new Set(looks).size, 40);
});
