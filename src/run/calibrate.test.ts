import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Calibration, calibrationSchema } from '../domain/calibration.ts';
import type { EngineResult } from '../domain/engine-result.ts';
import { assertFinished, told } from '../testing/nothing-left.ts';
import { bench, makePlace, runFolder } from '../testing/program.ts';
import { filesWith, readJson } from '../testing/run-on-disk.ts';
import { startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';

const key = 'canary-91c02b7d';
const noDocker = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };

describe('the calibration of a run', { concurrency: 1 }, () => {
  test('is written, stands in the result and gives the client its part of each figure', async (t) => {
    // Whatever the user's simulator is told, the null server is not.
    const env = { ...noDocker, SIM_FAULT: 'http-status=500', SIM_FAULT_EVERY: '1000000' };
    const ended = await bench(['--test', 'throughput,low_latency', '--runs', '1', '--limit', '20'], makePlace(t), {
      env,
      calibrates: true,
    });
    await assertFinished(ended);
    const folder = runFolder(ended.place);
    const calibration: Calibration = calibrationSchema.parse(readJson(folder, 'calibration.json'));
    assert.deepEqual(
      calibration.levels.map(({ concurrency }) => concurrency),
      [1, 8],
    );
    for (const level of calibration.levels) {
      assert.ok(level.requests > 0);
      assert.ok((level.chunksPerS ?? 0) > 0 && (level.cpuPerMillionChunksS ?? 0) > 0);
      // A server sees a request after it was sent, and writes a token before it arrives.
      assert.ok((level.ttftErrorUs.p50 ?? 0) > 0, told(ended));
      assert.notEqual(level.tpotErrorUs.p99, null);
    }
    assert.ok((calibration.maxSpeed?.chunksPerS ?? 0) > (calibration.levels[0]?.chunksPerS ?? 0));
    const result = readJson(folder, 'sim.json') as EngineResult;
    assert.deepEqual(result.calibration, calibration);
    for (const { statistics } of Object.values(result.benchmarks).flat()) {
      assert.equal(statistics.client.share.calibratedAt?.concurrency, statistics.cell.test === 'low_latency' ? 1 : 8);
      assert.ok((statistics.client.share.ttftMs ?? 0) > 0 && (statistics.client.share.tpotMs ?? 0) > 0);
    }
    assert.deepEqual(
      calibration.telemetryCost?.loads.map(({ telemetry }) => telemetry),
      [false, true],
    );
    const ratio = calibration.telemetryCost?.chunksPerS.median ?? 0;
    assert.ok(ratio > 0 && calibration.telemetryCost?.cpuPerChunk.median !== null);
    assert.ok(existsSync(join(folder, 'calibration', 'telemetry-cost-2', 'host.csv')));
    assert.match(ended.stderr, /load generator calibrated in .* s: at 8 streams/);
    assert.match(ended.stderr, /; telemetry: at full speed .* % \(.*\) chunks\/s, .* 1 pair of loads/);
    assert.match(ended.stderr, /of TTFT p50 .* ms the client's own part is at most .* ms, of TPOT/);
    assert.match(readFileSync(join(folder, 'benchmark_report.md'), 'utf8'), /the client's own part is at most/);
  });

  test('tells the null server nothing of an endpoint: neither key nor headers', async (t) => {
    const sim = await startSim(['--ttft-ms', '5', '--output-tokens', '8', '--fault', `auth-key=${key}`], testWorld());
    t.after(sim.stop);
    const args = ['--endpoint', sim.engine.url, '--test', 'low_latency', '--limit', '4', '--header', 'X-Lab: 7'];
    const env = { ...noDocker, DYNO_API_KEY: key };
    const ended = await bench(args, makePlace(t), { env, calibrates: true });
    await assertFinished(ended);
    assert.deepEqual(filesWith(key, ended.place), []);
    const plan = readJson(runFolder(ended.place), 'calibration', 'c1', 'load.json') as Record<string, unknown>;
    assert.deepEqual([plan.headers, plan.bearerFile], [{}, null]);
  });

  test('is left out where the user says so, and the result says that it is missing', async (t) => {
    const ended = await bench(['--test', 'low_latency', '--limit', '4'], makePlace(t), { env: noDocker });
    await assertFinished(ended);
    const folder = runFolder(ended.place);
    assert.equal(existsSync(join(folder, 'calibration.json')), false);
    const result = readJson(folder, 'sim.json') as EngineResult;
    assert.equal(result.calibration, null);
    assert.equal(result.benchmarks.low_latency[0]?.statistics.client.share.ttftMs, null);
  });
});
