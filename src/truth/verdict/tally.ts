import type { MeasuredCell } from '../../domain/engine-result.ts';
import { verdictReasons } from '../../domain/verdict-reasons.ts';
import type { Lane } from './measure-verdicts.ts';
import type { PlantedLane } from './planted-lanes.ts';

/** Above this share of their time the load generator's CPUs are so busy that rules about the machine may speak rightly. */
const busyPercent = 75;
/** At most so many clean cells may be warned about. */
const alarmShare = 1 / 200;

export type Measured<L extends Lane> = { lane: L; cells: MeasuredCell[]; error: string | null };

/** One broken rule of a clean cell. */
export type Alarm = {
  lane: string;
  cell: string;
  rule: string;
  state: string;
  measured: string;
  limit: string;
  busy: boolean;
};

/** What the clean cells came to. */
export type CleanTally = {
  cells: number;
  /** Of these, how many were measured while the CPUs were busy: they do not count. */
  busyCells: number;
  alarmedCells: number;
  pass: boolean;
  alarms: Alarm[];
  failedLanes: string[];
};

function wasBusy({ statistics: { client } }: MeasuredCell): boolean {
  return (client.cpusBusyPercent ?? 0) > busyPercent;
}

function alarmsOf(lane: string, cell: MeasuredCell): Alarm[] {
  return verdictReasons([cell.verdict]).map(({ rule, state, measured, limit }) => {
    return { lane, cell: cell.verdict.cell, rule, state, measured, limit, busy: wasBusy(cell) };
  });
}

/** Counts the alarms of clean lanes. Cells of a busy machine are told apart: there an alarm may be true. */
export function tallyClean(measured: Measured<Lane>[]): CleanTally {
  const speed = measured.map(({ lane, cells }) => {
    return { lane: lane.name, cells: cells.filter(({ statistics }) => statistics.cell.purpose === 'speed') };
  });
  const all = speed.flatMap(({ cells }) => cells);
  const quiet = all.filter((cell) => !wasBusy(cell));
  const alarmedCells = quiet.filter(({ verdict }) => verdict.state !== 'VALID').length;
  const failedLanes = measured.flatMap(({ lane, error }) => (error === null ? [] : [`${lane.name}: ${error}`]));
  return {
    cells: all.length,
    busyCells: all.length - quiet.length,
    alarmedCells,
    pass: failedLanes.length === 0 && quiet.length > 0 && alarmedCells <= quiet.length * alarmShare,
    alarms: speed.flatMap(({ lane, cells }) => cells.flatMap((cell) => alarmsOf(lane, cell))),
    failedLanes,
  };
}

/** What the verdict said of a planted fault. */
export type PlantedRow = { name: string; rule: string; wanted: string; said: string; measured: string; pass: boolean };

const order = ['NOT_CHECKED', 'VALID', 'WARN', 'INVALID'];

/** The rule must speak at least as loud as wanted, in one cell of the lane. */
export function tallyPlanted(measured: Measured<PlantedLane>[]): PlantedRow[] {
  return measured.map(({ lane: { name, rule, state }, cells, error }) => {
    const found = cells.flatMap(({ verdict }) => verdict.rules.filter((one) => one.rule === rule));
    const [worst] = found.sort((a, b) => order.indexOf(b.state) - order.indexOf(a.state));
    const said = worst?.state ?? 'no cell';
    const pass = order.indexOf(said) >= order.indexOf(state);
    return { name, rule, wanted: state, said, measured: worst?.measured ?? error ?? '', pass };
  });
}
