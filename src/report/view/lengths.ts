import type { LengthsCompared, Statistics } from '../../domain/statistics.ts';
import { count, number, share, unknown } from '../format.ts';

type Row = { what: string; asked: string; got: string; asAsked: string; meanOff: string; mostOff: string };

function spanText(span: LengthsCompared['got']): string {
  if (span === null) return unknown;
  return span.min === span.max
    ? count(span.min)
    : `${count(span.min)} to ${count(span.max)}, mean ${number(span.mean)}`;
}

function signed(value: number | null): string {
  if (value === null || value === 0) return value === null ? unknown : '0';
  return `${value > 0 ? '+' : '−'}${number(Math.abs(value))}`;
}

function row(what: string, compared: LengthsCompared | null): Row[] {
  if (compared === null) return [];
  const { asked, got, told, asAsked, meanOff, mostOff } = compared;
  return [
    {
      what,
      asked: spanText(asked),
      got: spanText(got),
      asAsked: told === 0 ? unknown : `${count(asAsked)} of ${count(told)} (${share(asAsked / told)})`,
      meanOff: signed(meanOff),
      mostOff: signed(mostOff),
    },
  ];
}

/** Lengths asked for beside those that the server told; null where none were asked for. */
export function lengthsTable({ lengths, cell }: Statistics): { rows: Row[]; note: string } | null {
  if (lengths === null) return null;
  const prompts = cell.batchSize > 1 ? `all ${cell.batchSize} prompts of a request` : 'prompts';
  const rows = [...row(`${prompts}, tokens`, lengths.input), ...row('answers, tokens', lengths.output)];
  const about = lengths.input !== null && lengths.counted === 'about';
  const note = about
    ? 'APPROXIMATE: the engine has no tokenizer to ask, so the lengths of prompts were estimated from their letters.'
    : '';
  return { rows, note };
}
