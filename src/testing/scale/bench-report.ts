// Entry: `make bench-report` measures what a report costs, and how that grows with the samples.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunSize, writeLargeRun } from './large-run.ts';
import { measureReport, type ReportCost } from './measure-report.ts';

/** What a report of 100,000 requests and 10 million tokens may take on two cores. */
const limits = { wallS: 30, peakRssMib: 1024 };

const tenth: RunSize = { cells: 1, requests: 10_000, tokens: 100 };
const whole: RunSize = { cells: 1, requests: 100_000, tokens: 100 };
const spread: RunSize = { cells: 10, requests: 10_000, tokens: 100 };

type Measured = RunSize & ReportCost;

async function measure(size: RunSize): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'dyno-bench-report-'));
  try {
    const run = join(folder, 'run');
    await writeLargeRun(run, size);
    return { ...size, ...(await measureReport(run)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row({ cells, requests, tokens, wallS, cpuS, peakRssMib }: Measured): string {
  const size = [cells, requests, cells * requests * tokens].map((part) => part.toLocaleString('en').padStart(12));
  return [...size, ...[wallS, cpuS].map((s) => s.toFixed(1).padStart(9)), peakRssMib.toFixed(0).padStart(11)].join('');
}

/** Ten times the samples may cost ten times as much and no more, in time; what every report costs makes it less. */
function failures([small, ...full]: Measured[]): string[] {
  return full.flatMap(({ cells, wallS, cpuS, peakRssMib }) => [
    ...(wallS > limits.wallS ? [`${cells} cells: ${wallS.toFixed(1)} s, limit ${limits.wallS} s`] : []),
    ...(peakRssMib > limits.peakRssMib
      ? [`${cells} cells: ${peakRssMib.toFixed(0)} MiB, limit ${limits.peakRssMib}`]
      : []),
    ...(small !== undefined && cpuS > 10 * small.cpuS ? [`${cells} cells: more than linear in samples`] : []),
  ]);
}

const measured: Measured[] = [];
process.stdout.write('       cells  requests each      tokens   wall s    CPU s   peak MiB\n');
for (const size of [tenth, whole, spread]) {
  const one = await measure(size);
  measured.push(one);
  process.stdout.write(`${row(one)}\n`);
}
const wrong = failures(measured);
process.stdout.write(wrong.length === 0 ? 'PASS\n' : `FAIL: ${wrong.join('; ')}\n`);
process.exitCode = wrong.length === 0 ? 0 : 3;
