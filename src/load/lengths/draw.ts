import type { Lengths } from '../../domain/lengths.ts';
import type { Random } from '../../domain/random.ts';

/** Draws one length in whole tokens. One file a kind. */
export type Draw<Kind extends Lengths> = (lengths: Kind, random: Random) => number;
