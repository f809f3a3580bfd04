import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LoadProgress } from '../domain/load-plan.ts';
import type { Cell } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import { exampleCell, examplePlan } from '../testing/example-cell.ts';
import { exampleRunContext, startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';
import type { World } from '../world.ts';
import { buildWorkload } from './build-workload.ts';
import { runLoad, warmUp } from './run-load.ts';

type Record = { id: string; outcome: string; chunks: number };

async function withLoad(
  simArgs: string[],
  change: Partial<Cell>,
  use: (load: Load) => Promise<void>,
  world: World = testWorld(),
) {
  const sim = await startSim(simArgs, world);
  try {
    const cell = exampleCell(change);
    const plan = examplePlan([cell]);
    const run = exampleRunContext();
    const folder = join(run.folder, cell.id);
    const progress: LoadProgress[] = [];
    const clients: number[] = [];
    const input = {
      engine: sim.engine,
      cell,
      plan,
      run,
      folder,
      workload: await buildWorkload(cell, plan, world),
      onProgress: (line: LoadProgress) => progress.push(line),
      onClient: (pid: number) => clients.push(pid),
    };
    const records = (): Record[] =>
      readFileSync(join(folder, 'requests.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record);
    await use({ input, sim, run, folder, progress, clients, records, world });
  } finally {
    await sim.stop();
  }
}

type Load = {
  input: Parameters<typeof runLoad>[0];
  sim: Awaited<ReturnType<typeof startSim>>;
  run: ReturnType<typeof exampleRunContext>;
  folder: string;
  progress: LoadProgress[];
  clients: number[];
  records(): Record[];
  world: World;
};

test('warm-up and measured requests are two runs of k6 whose samples lie apart', async () => {
  await withLoad(
    ['--max-speed'],
    { requests: 6, warmupRequests: 3 },
    async ({ input, folder, run, clients, records, world }) => {
      const warm = await warmUp(input, world);
      assert.equal(warm?.outcomes.ok, 3);
      const { client } = await runLoad(input, world);
      assert.equal(client.outcomes.ok, 6);
      assert.deepEqual(
        records()
          .map(({ id }) => id)
          .toSorted(),
        ['r000001', 'r000002', 'r000003', 'r000004', 'r000005', 'r000006'],
      );
      assert.equal(
        readFileSync(join(folder, 'warmup', 'requests.jsonl'), 'utf8')
          .trim()
          .split('\n').length,
        3,
      );
      assert.equal(clients.length, 2);
      assert.deepEqual(
        run.ledgerEntries.map((entry) => [entry.kind, entry.name]),
        [
          ['process', 'k6'],
          ['process', 'k6'],
        ],
      );
      assert.deepEqual((await world.files.list(folder)).toSorted(), [
        'client.json',
        'load.json',
        'requests.jsonl',
        'warmup',
        'workload.jsonl',
      ]);
    },
  );
});

test('progress is reported while the load runs', async () => {
  await withLoad(
    ['--ttft-ms', '50', '--itl-ms', '50'],
    { requests: 4, warmupRequests: 0 },
    async ({ input, progress, world }) => {
      assert.equal(await warmUp(input, world), null);
      await runLoad(input, world);
      const last = progress.at(-1);
      assert.equal(last?.planned, 4);
      assert.ok(progress.some((line) => line.inFlight > 0 && line.done < 4));
    },
  );
});

test('an engine that refuses every request ends the load with its own words', async () => {
  await withLoad(
    ['--ttft-ms', '20', '--fault', 'error-event-after=0'],
    { requests: 20_000 },
    async ({ input, records, world }) => {
      await assert.rejects(runLoad(input, world), (error: DynoError) => {
        assert.equal(error.code, 'REQUEST_REJECTED');
        assert.match(error.message, /requests so far failed alike \(status 200, streamError\)/);
        return true;
      });
      assert.ok(records().length >= 20 && records().length < 20_000);
    },
  );
});

test('a warm-up that is refused is reported before anything is measured', async () => {
  await withLoad(['--fault', 'http-status=404'], { warmupRequests: 1 }, async ({ input, world }) => {
    await assert.rejects(warmUp(input, world), { code: 'REQUEST_REJECTED', message: /status 404/ });
  });
});

test('an engine that dies under load is reported with its last lines, and the samples stay', async () => {
  const simArgs = ['--ttft-ms', '20', '--itl-ms', '20'];
  await withLoad(simArgs, { requests: 20_000 }, async ({ input, sim, records, world }) => {
    const killOnce = (line: LoadProgress) => {
      if (line.ok > 0) sim.child.kill('SIGKILL');
    };
    await assert.rejects(runLoad({ ...input, onProgress: killOnce }, world), (error: DynoError) => {
      assert.equal(error.code, 'ENGINE_CRASHED');
      assert.deepEqual(error.detail, ['the last words of the engine']);
      return true;
    });
    assert.ok(records().some(({ outcome }) => outcome === 'ok'));
  });
});

test('a stop by the user ends the load, keeps every record and gives the reason', async () => {
  const stop = new AbortController();
  const world = testWorld({ stop: stop.signal });
  const simArgs = ['--ttft-ms', '20', '--itl-ms', '10'];
  const change = { requests: 20_000 };
  await withLoad(
    simArgs,
    change,
    async ({ input, records, folder }) => {
      const stopOnce = (line: LoadProgress) => {
        if (line.ok > 0) stop.abort(new DynoError('INTERRUPTED', 'stopped'));
      };
      await assert.rejects(runLoad({ ...input, onProgress: stopOnce }, world), { code: 'INTERRUPTED' });
      const client = JSON.parse(readFileSync(join(folder, 'client.json'), 'utf8')) as {
        sent: number;
        stoppedBy: string;
      };
      assert.equal(client.stoppedBy, 'signal');
      assert.equal(records().length, client.sent);
    },
    world,
  );
});

test('a load generator that cannot work ends with its exit code in words and its last lines', async () => {
  await withLoad(['--max-speed'], { requests: 2 }, async ({ input, world }) => {
    const broken = { ...input, cell: { ...input.cell, requestTimeoutMs: Number.NaN } };
    await assert.rejects(runLoad(broken, world), (error: DynoError) => {
      assert.equal(error.code, 'LOADGEN_FAILED');
      assert.match(error.message, /exit code 107: the scenario threw an exception/);
      assert.ok(error.detail.length > 0);
      return true;
    });
  });
});

test('without the k6 binary the missing part is named', async () => {
  await withLoad(['--max-speed'], {}, async ({ input }) => {
    const elsewhere = testWorld({ root: input.run.folder });
    await assert.rejects(runLoad(input, elsewhere), { code: 'TOOL_MISSING', message: /k6/ });
  });
});
