import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { plainText } from '../domain/plain-text.ts';
import { exampleEnvironment, exampleMeasured, exampleResult } from '../testing/example-result.ts';
import { hostileTexts } from '../testing/hostile-texts.ts';
import { decoded, invisible, lineKinds, skeleton, tag } from '../testing/page-skeleton.ts';
import { specWith } from '../testing/spec-with.ts';
import { testWorld } from '../testing/test-world.ts';
import { makeCharts } from './charts/index.ts';
import { mapTexts } from './map-texts.ts';
import { reportPages } from './pages.ts';
import { renderSvgs } from './render-chart.ts';

/** A result in which every text that is not ours is `text`: the engine's, the machine's, the user's, the errors'. */
function resultWith(text: string) {
  const rule = { rule: text, state: 'WARN' as const, measured: text, limit: text, advice: text };
  const cells = exampleMeasured(8).map(({ statistics, verdict }) => {
    const { validity, goodput } = statistics;
    const grades = validity?.byGrade.map((grade) => ({ ...grade, grade: text })) ?? [];
    const features = validity?.features.map((one) => ({ ...one, feature: text })) ?? [];
    const checked = validity === null ? null : { ...validity, byGrade: grades, firstErrors: [text, text], features };
    return {
      statistics: { ...statistics, validity: checked, goodput: { ...goodput, slo: text } },
      verdict: { ...verdict, rules: [rule] },
    };
  });
  const { config } = exampleResult(cells);
  const { host } = exampleEnvironment();
  const sha256 = text;
  const cleanup = {
    checkedAt: text,
    containers: [text],
    networks: [text],
    volumes: [],
    processes: [],
    gpu: null,
    clean: false,
  };
  return exampleResult(cells, {
    plan: {
      hash: text,
      engine: { ...config.engine, title: text, quirks: [text, text], proven: false },
      model: { ...config.model, hubId: text, notes: text },
      suite: { ...config.suite, description: text },
      fairness: [{ setting: text, asked: text, how: text, state: 'fixed' }],
      datasets: { ...config.datasets, prompts: { name: text, path: text, sha256, count: 1 } },
    },
    environment: {
      host: {
        ...host,
        ...{ os: text, kernel: text, cpuModel: text, governor: text, virtualised: text, product: text },
        frequencyDriver: text,
        kernelSettings: { commandLine: [text], transparentHugePages: text, clockSource: text, clockSynchronised: null },
      },
      cuda: text,
      images: [{ purpose: text, reference: text, id: text, digest: text }],
      gpus: [{ index: 0, uuid: text, name: text, memoryBytes: 1, driver: text }],
      docker: {
        version: text,
        apiVersion: text,
        composeVersion: text,
        storageDriver: text,
        cgroup: text,
        runtime: text,
      },
      loadGenerator: { version: text, sha256 },
      node: text,
      cpuSets: { engine: text, loadGenerator: text },
      engine: {
        version: text,
        models: [text],
        selfReport: {},
        python: { version: text, torchCuda: text, packages: { torch: text, [text]: text } },
      },
    },
    run: {
      title: text,
      networkPath: text,
      image: { reference: text, id: text, digest: text },
      command: ['./dyno', text],
      startup: [{ phase: text, startedAtMs: 1, endedAtMs: 2, source: 'log' }],
      errors: [{ code: text, message: text, hint: text, at: text }],
      gitCommit: text,
      dynoVersion: text,
      cleanup,
    },
  });
}

const world = testWorld();

function pagesWith(text: string): Promise<{ html: string; markdown: string }> {
  const charts = [{ title: text, caption: text, svg: '<svg></svg>', spec: specWith(text), file: 'charts/one.png' }];
  return reportPages({ result: resultWith(text), series: new Map() }, mapTexts(charts, plainText), world);
}

let harmless: { html: string; markdown: string };
before(async () => {
  harmless = await pagesWith('harmless');
});

for (const text of hostileTexts) {
  test(`${JSON.stringify(text)} in every free field of a page comes out as text`, async () => {
    const { html, markdown } = await pagesWith(text);
    assert.deepEqual(skeleton(html), skeleton(harmless.html), 'the HTML has other elements or attributes');
    const texts = html.slice(html.indexOf('<body>')).replaceAll(tag, '\n');
    assert.doesNotMatch(texts, /</, 'the HTML has markup that is no tag');
    assert.ok(decoded(texts).split(plainText(text)).length > 60, 'the HTML does not show the text');
    assert.deepEqual(lineKinds(markdown), lineKinds(harmless.markdown), 'the Markdown has another structure');
    assert.doesNotMatch(html + markdown, invisible);
  });
}

/** A run folder whose start-up phases and cells have these names, reported; its charts. */
async function chartsWith(names: readonly string[]): Promise<string[]> {
  const [cell] = exampleMeasured(8);
  const cells = names.map((id) => {
    assert.ok(cell);
    return { ...cell, statistics: { ...cell.statistics, cell: { ...cell.statistics.cell, id } } };
  });
  const startup = names.map((phase) => ({ phase, startedAtMs: 1, endedAtMs: 2, source: 'log' as const }));
  const result = exampleResult(cells, { run: { startup, title: names.join(' ') } });
  return renderSvgs(makeCharts({ result, series: new Map() }).map(({ spec }) => spec));
}

test('every hostile text as the name of a cell and of a phase comes out as text in the charts', async () => {
  // Numbered, since names that show alike would share a row.
  const charts = await chartsWith(hostileTexts.map((text, index) => `${text} ${index}`));
  const other = await chartsWith(hostileTexts.map((_, index) => `harmless ${index}`));
  assert.equal(charts.length, 4);
  for (const [index, svg] of charts.entries()) {
    assert.deepEqual(skeleton(svg), skeleton(other[index] ?? ''));
    assert.doesNotMatch(svg.replaceAll(tag, ''), /</);
    assert.doesNotMatch(svg, invisible);
  }
  const startup = decoded((charts[1] ?? '').replaceAll(tag, '\n'));
  // A long name is cut.
  for (const text of hostileTexts) assert.ok(startup.includes(plainText(text).slice(0, 30)), text);
});
