import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { parsePrometheus } from '../collect/prometheus-text.ts';
import { engineMetricNames } from '../domain/engine-metric.ts';
import { metricsText } from '../live/metrics/metrics-text.ts';
import { defaultLivePort } from '../live/start-live.ts';
import { afterEvent } from '../live/watched.ts';
import { cellBegins, loadBegins, runBegins } from './example-live-events.ts';
import { exampleLiveState } from './example-live-state.ts';
import { exampleProgress } from './example-progress.ts';
import { testWorld } from './test-world.ts';

const { root } = testWorld();
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

type Target = { refId: string; expr: string; datasource: { uid: string } };
type Panel = { id: number; title: string; gridPos: { w: number; x: number }; targets?: Target[] };
type Dashboard = { uid: string; schemaVersion: number; panels: Panel[]; annotations: { list: Target[] } };

const dashboard: Dashboard = JSON.parse(read('compose', 'grafana', 'dashboards', 'dyno.json'));
const queries = [...dashboard.panels.flatMap(({ targets = [] }) => targets), ...dashboard.annotations.list];

/** Every name that /metrics can show: those of a state in which nothing is unknown. */
async function ourNames(): Promise<Set<string>> {
  const events = [runBegins, ...cellBegins, loadBegins, { kind: 'progress' as const, progress: exampleProgress() }];
  const watched = events.reduce<ReturnType<typeof afterEvent>>((so, event) => afterEvent(so, event, 0), null);
  assert.ok(watched !== null);
  const engine = Object.fromEntries(engineMetricNames.map((word) => [word, 1]));
  const [bytes, percent] = [{ memoryUsedBytes: 1, memoryTotalBytes: 1 }, { utilisationPercent: 1 }];
  const gpu = { name: 'GPU', ...bytes, ...percent, powerW: 1, temperatureC: 1, smClockMhz: 1 };
  const { samples } = parsePrometheus(await metricsText({ ...exampleLiveState(1), engine, gpu }, watched));
  return new Set(samples.map(({ name }) => name));
}

/** Every name that an engine.yaml gives to a word, and the families of histograms; a * stands for a changing prefix. */
function engineNames(): string[] {
  const strings = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : value instanceof Object ? Object.values(value).flatMap(strings) : [];
  return readdirSync(join(root, 'engines'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('engine.yaml'))
    .flatMap((path) => strings(parse(read('engines', path)).metrics?.names ?? {}));
}

/** Names of metrics in a query; those of `__name__=~"a|b"` too. */
function namesIn(expr: string): string[] {
  const listed = [...expr.matchAll(/__name__=~"([^"]*)"/g)].flatMap(([, names]) => (names ?? '').split('|'));
  const bare = expr.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\s*\bby \([^)]*\)\s*/g, '');
  const words = [...bare.matchAll(/(?<![\w:.])[a-zA-Z_:][\w:]*(?!\w|:|\()/g)].map(([word]) => word);
  return [...listed, ...words.filter((word) => !['unless', 'offset'].includes(word))];
}

test('every query of the dashboard asks for metrics that Dyno, an engine or the GPU exporter has', async () => {
  const ours = await ourNames();
  const engines = engineNames();
  const counters = read('compose', 'dcgm-exporter', 'counters.csv');
  const isKnown = (name: string) =>
    ours.has(name) ||
    counters.includes(`\n${name},`) ||
    engines.some((known) => known === name || (known.startsWith('*') && name.endsWith(known.slice(1))));
  const asked = [...new Set(queries.flatMap(({ expr }) => namesIn(expr)))];
  assert.ok(asked.length > 40, `${asked.length} names`);
  assert.deepEqual(
    asked.filter((name) => !isKnown(name)),
    [],
  );
});

test('the dashboard is one that Grafana provisions: one data source, panels and queries with names of their own', () => {
  const datasources = parse(read('compose', 'grafana', 'provisioning', 'datasources', 'prometheus.yaml'));
  const { uid, url } = datasources.datasources[0];
  assert.deepEqual([...new Set(queries.map(({ datasource }) => datasource.uid))], [uid]);
  assert.equal(url, `http://127.0.0.1:${'$'}{DYNO_PROMETHEUS_PORT}`);
  assert.ok(dashboard.schemaVersion >= 36 && dashboard.uid !== '');
  const ids = dashboard.panels.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { title, gridPos, targets = [] } of dashboard.panels) {
    assert.ok(gridPos.x + gridPos.w <= 24, title);
    assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
  }
});

test('Grafana looks for dashboards where its Compose file puts them, Prometheus for Dyno where --live puts it', () => {
  const { services } = parse(read('compose', 'grafana.yaml'));
  const provider = parse(read('compose', 'grafana', 'provisioning', 'dashboards', 'dyno.yaml')).providers[0];
  assert.ok(services.grafana.volumes.includes(`./grafana/dashboards:${provider.options.path}:ro`));
  const jobs: { static_configs: { targets: string[] }[] }[] = parse(
    read('compose', 'prometheus', 'prometheus.yaml'),
  ).scrape_configs;
  const seen = jobs.flatMap(({ static_configs }) => static_configs.flatMap(({ targets }) => targets));
  assert.deepEqual([...new Set(seen)], [`127.0.0.1:${defaultLivePort}`]);
});
