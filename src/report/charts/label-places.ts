import { textWidth } from '../text-width.ts';

/** A point of a line with the text at it; empty: it has none, and is only in the way of others. */
export type Spot = { x: number; y: number; line: string; text: string };
/** Where the middle of a text stands, in pixels from its point. */
export type Offset = { dx: number; dy: number };

type Box = { left: number; right: number; top: number; bottom: number };
type Pixel = { x: number; y: number };

const fontSize = 11;
/** How far axes go beyond the outermost points, for them and their numbers. */
export const labelRoom = 1.06;
/** The mark of texts whose data have an offset each, as `labelOffsets` gives it. */
export const labelMark = { type: 'text' as const, dx: { expr: 'datum.dx' }, dy: { expr: 'datum.dy' }, fontSize };
/** How bad it is to cover a text, to leave the plot, to cover a point, and to cover a line. */
const costs = { text: 100, outside: 50, point: 10, line: 1 };
const pointPx = 4;
/** As far apart as steps along a line can be without one stepping over a text. */
const stepPx = 4;

function around({ x, y }: Pixel, halfWidth: number, halfHeight: number): Box {
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Pixels along a line between two of its points. */
function between(a: Pixel, b: Pixel): Pixel[] {
  const steps = Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / stepPx);
  return Array.from({ length: Math.max(0, steps - 1) }, (_, index) => {
    const part = (index + 1) / steps;
    return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
  });
}

function segments(spots: Spot[], at: Pixel[]): Pixel[][] {
  return spots.flatMap((spot, index) => {
    const next = spots.findIndex((one, other) => other > index && one.line === spot.line);
    const [a, b] = [at[index], at[next]];
    return a === undefined || b === undefined ? [] : [between(a, b)];
  });
}

/**
 * Where texts at points stand so that they cover neither each other nor points and lines, as far as there is room:
 * above their point, else below, right or left of it, else at a corner. Spots of a line stand in its order; axes begin at 0 and end at
 * `most`; the plot is `size` pixels large. One offset for each spot.
 */
export function labelOffsets(spots: Spot[], most: Pixel, size: { width: number; height: number }): Offset[] {
  const at = spots.map(({ x, y }) => ({
    x: (x / most.x) * size.width,
    y: size.height - (y / most.y) * size.height,
  }));
  const lines = segments(spots, at);
  const taken: Box[] = [];
  const cost = (box: Box, own: number): number => {
    const texts = taken.filter((one) => overlap(one, box)).length * costs.text;
    const isOutside = box.left < 0 || box.right > size.width + pointPx || box.bottom > size.height;
    const points = at.filter((one, index) => index !== own && overlap(around(one, pointPx, pointPx), box)).length;
    const crossed = lines.filter((line) => line.some((one) => overlap(around(one, 1, 1), box))).length;
    return texts + (isOutside ? costs.outside : 0) + points * costs.point + crossed * costs.line;
  };
  return spots.map(({ text }, index) => {
    const halfWidth = textWidth(text, fontSize) / 2;
    const aside = halfWidth + 8;
    const places = [
      { dx: 0, dy: -11 },
      { dx: 0, dy: 12 },
      { dx: aside, dy: 0 },
      { dx: -aside, dy: 0 },
      { dx: aside, dy: -11 },
      { dx: -aside, dy: -11 },
      { dx: aside, dy: 12 },
      { dx: -aside, dy: 12 },
    ] as const;
    if (text === '') return places[0];
    const boxes = places.map(({ dx, dy }) => {
      const { x, y } = at[index] as Pixel;
      return around({ x: x + dx, y: y + dy }, halfWidth, fontSize / 2);
    });
    const found = boxes.map((box) => cost(box, index));
    const best = found.indexOf(Math.min(...found));
    taken.push(boxes[best] as Box);
    return places[best] as Offset;
  });
}
