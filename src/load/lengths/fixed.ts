import type { Lengths } from '../../domain/lengths.ts';
import type { Draw } from './draw.ts';

/** Always the same. */
export const fixed: Draw<Extract<Lengths, { kind: 'fixed' }>> = ({ tokens }) => tokens;
