/** One thing about this machine. `missing`: something cannot be measured; `warn`: figures may suffer. */
export type Finding = {
  name: string;
  state: 'ok' | 'warn' | 'missing';
  found: string;
  /** What to do about it; null where there is nothing to mend. */
  mend: string | null;
};

export function ok(name: string, found: string): Finding {
  return { name, state: 'ok', found, mend: null };
}

export function warn(name: string, found: string, mend: string): Finding {
  return { name, state: 'warn', found, mend };
}

export function missing(name: string, found: string, mend: string): Finding {
  return { name, state: 'missing', found, mend };
}
