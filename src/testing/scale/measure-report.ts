import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What making a report took: seconds by the wall and of CPU, and the most memory that the process had, MiB. */
export type ReportCost = { wallS: number; cpuS: number; peakRssMib: number };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Makes the report of a run folder in a process of its own, as `./dyno report` does. Throws where that fails. */
export async function measureReport(folder: string): Promise<ReportCost> {
  const begun = performance.now();
  const args = [
    '--disable-warning=ExperimentalWarning',
    '--import',
    here('tell-usage.ts'),
    here('../../main.ts'),
    'report',
    folder,
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    cwd: join(folder, '..'),
  });
  let told = '';
  child.stdio[3]?.on('data', (piece: Buffer) => {
    told += piece.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the report of ${folder} ended with ${code}`);
  return { wallS: (performance.now() - begun) / 1000, ...(JSON.parse(told) as Omit<ReportCost, 'wallS'>) };
}
