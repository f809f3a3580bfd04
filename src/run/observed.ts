import type { Observe } from '../domain/live-event.ts';
import type { RunRecord } from '../results/run-record.ts';
import type { Progress } from './progress.ts';

/** Tells of each stage that the run enters. */
export function observedRecord(record: RunRecord, observe: Observe): RunRecord {
  return {
    ...record,
    async enter(state) {
      observe({ kind: 'state', state });
      await record.enter(state);
    },
  };
}

/** Tells of all that the user sees of the run's progress. */
export function observedProgress(progress: Progress, observe: Observe): Progress {
  return {
    ...progress,
    say(line) {
      observe({ kind: 'says', line });
      progress.say(line);
    },
    beginCell(cell, index, total) {
      observe({ kind: 'cell', cell, index, total });
      progress.beginCell(cell, index, total);
    },
    warmUp(news) {
      observe({ kind: 'progress', progress: news });
      progress.warmUp(news);
    },
    update(news) {
      observe({ kind: 'progress', progress: news });
      progress.update(news);
    },
    endCell(summary) {
      observe({ kind: 'says', line: summary });
      progress.endCell(summary);
    },
  };
}
