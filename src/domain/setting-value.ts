/** Words of engines for one thing. The first of a row stands for all. */
const synonyms = [
  ['bfloat16', 'bf16'],
  ['float16', 'fp16', 'f16', 'half'],
  ['float32', 'fp32', 'f32'],
  // fp8 alone is e4m3 to every engine that takes both words.
  ['fp8', 'fp8_e4m3', 'float8_e4m3fn', 'float8_e4m3'],
  ['fp8_e5m2', 'float8_e5m2'],
];

/** Values that leave the choice to the engine: whatever it does is as asked. */
const open = ['auto', 'engine default'];

export function isOpenValue(value: string): boolean {
  return open.includes(value.toLowerCase());
}

/** One form for the words of all engines: "True" and "true", "torch.bfloat16" and "bf16". */
function canonical(value: string): string {
  const bare = value
    .trim()
    .toLowerCase()
    .replace(/^torch\./, '');
  return synonyms.find((row) => row.includes(bare))?.[0] ?? bare;
}

/** Numbers that differ by less are the same number: engines store shares as 32-bit floats. */
const relativeTolerance = 1e-5;

/** Do two texts mean the same value of a setting? */
export function isSameValue(one: string, other: string): boolean {
  const [a, b] = [canonical(one), canonical(other)];
  if (a === b) return true;
  if (a === '' || b === '') return false;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= relativeTolerance * Math.max(Math.abs(x), Math.abs(y));
}
