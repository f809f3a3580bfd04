# %% [markdown] how
# The figures of this comparison once more, in plain pandas, for those who want to ask their own questions.
#
# It reads `summary.json`, `benchmark_results.csv` and `performance_rankings.csv` of this folder, and of the run folders
# that they name (beside this one) the records of every request, `requests.jsonl`. Move the folders together and it
# still works; without the run folders the cells that need records say so.
#
# `pip install pandas matplotlib jupyterlab`, then `jupyter lab analysis.ipynb` and "Run all". Nothing is fetched, and
# nothing of the folders is changed. `./dyno report` writes this file anew: work on a copy.

# %% load
import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

plt.style.use('tableau-colorblind10')
# Names are shown as they are: a "$" in one begins no formula.
plt.rcParams['text.parse_math'] = False
folder = Path('.')
summary = json.loads((folder / 'summary.json').read_text(encoding='utf-8'))
if summary['simulated'] != 'none':
    print('SIMULATED: figures of simulated engines say nothing about the engines named.')
pd.DataFrame(summary['engines'])[['engine', 'title', 'model', 'version', 'state', 'validity']]

# %% [markdown] about-results
# ## Every cell
#
# One line for each test, load level and repeat of each run. Times are milliseconds; an empty value is unknown, or a
# percentile with too few samples. Lines with verdict INVALID are not to be used.

# %% results
def read_table(name, columns):
    """A CSV file of this folder; where nothing was measured it is empty, and only these columns are known."""
    try:
        return pd.read_csv(folder / name)
    except pd.errors.EmptyDataError:
        return pd.DataFrame(columns=columns)


main = ['engine', 'test', 'constraint', 'concurrency', 'rate_per_s', 'run', 'round', 'requests_ok',
        'output_tokens_per_s_steady', 'ttft_p50_ms', 'ttft_p95_ms', 'tpot_p50_ms', 'e2e_p50_ms', 'verdict']
results = read_table('benchmark_results.csv', [*main, 'run_folder', 'purpose', 'output_tokens_per_s_whole'])
# Two runs of one engine with different models are two engines of the comparison.
names = {run['folder']: engine['engine'] for engine in summary['engines'] for run in engine['runs']}
results['engine'] = results['run_folder'].map(names).fillna(results['engine'])
results[main]

# %% [markdown] about-rankings
# ## Rankings
#
# Rank 1 is best, the same rank is a tie. Why an engine is not ranked stands in the column `not_ranked` of `rankings`.

# %% rankings
order = ['cells', 'level', 'metric', 'better']
rankings = read_table('performance_rankings.csv', [*order, 'engine', 'rank', 'not_ranked'])
rankings.pivot(index=order, columns='engine', values='rank').astype('Int64')

# %% [markdown] about-records
# ## Every request
#
# One line a request. Instants in the records are microseconds since the start of the test, on one clock; times between
# them are worked out here by the definitions of the README. Only requests with outcome `ok` enter latency figures.

# %% records
def read_records(path):
    """The records of one cell; a line that a killed run cut short is left out."""
    with path.open(encoding='utf-8') as lines:
        for line in lines:
            try:
                yield json.loads(line)
            except ValueError:
                print(f'a cut line in {path} is left out')


def ms(record, start, end):
    """From one instant of a record to another in milliseconds; None where one never happened."""
    known = record[start] is not None and record[end] is not None
    return (record[end] - record[start]) / 1000 if known else None


def times(record):
    tokens = record['outputTokens']
    after_first = ms(record, 'firstTokenUs', 'lastTokenUs')
    several = tokens is not None and tokens > 1 and after_first is not None and record['choices'] < 2
    return {
        'id': record['id'],
        'outcome': record['outcome'],
        'sent_s': None if record['sentUs'] is None else record['sentUs'] / 1e6,
        'ttft_ms': ms(record, 'sentUs', 'firstTokenUs'),
        # Where several answers share a stream (a batch of prompts), there is no such time.
        'tpot_ms': after_first / (tokens - 1) if several else None,
        'e2e_ms': ms(record, 'sentUs', 'lastTokenUs'),
        'input_tokens': record['inputTokens'],
        'output_tokens': tokens,
    }


cells = pd.DataFrame([
    {'test': test['id'], 'level': test['level'], 'engine': tested['engine'], **cell}
    for test in summary['tests'] for tested in test['engines'] for cell in tested['cells']
], columns=['test', 'level', 'engine', 'folder', 'cell', 'round', 'verdict'])
cells['path'] = [folder / run / cell for run, cell in zip(cells['folder'], cells['cell'])]
there = [(path / 'requests.jsonl').is_file() for path in cells['path']]
for path, is_there in zip(cells['path'], there):
    if not is_there:
        print(f'no records at {path}: put the run folder back beside this one')
cells = cells[np.array(there, dtype=bool)]
key = ['test', 'engine', 'round', 'cell', 'verdict']
rows = [
    {**{name: getattr(cell, name) for name in key}, **times(record)}
    for cell in cells.itertuples() for record in read_records(cell.path / 'requests.jsonl')
]
requests = pd.DataFrame(rows, columns=key + [
    'id', 'outcome', 'sent_s', 'ttft_ms', 'tpot_ms', 'e2e_ms', 'input_tokens', 'output_tokens'])
requests.groupby(['test', 'engine'], sort=False)['outcome'].value_counts()

# %% [markdown] about-check
# ## The same medians?
#
# TTFT from the records by pandas, beside what Dyno wrote into `statistics.json` of the cell. They must be equal.

# %% check
ok = requests[(requests['outcome'] == 'ok') & (requests['verdict'] != 'INVALID')]


def told(cell):
    statistics = json.loads((cell.path / 'statistics.json').read_text(encoding='utf-8'))
    medians = [one['value'] for one in statistics['ttftMs']['percentiles'] if one['p'] == 50]
    return medians[0] if medians else None


medians = cells[['engine', 'round', 'cell']].assign(by_dyno_ms=[told(cell) for cell in cells.itertuples()])
by_pandas = ok.groupby(['engine', 'round', 'cell'])['ttft_ms'].median().rename('by_pandas_ms')
medians.join(by_pandas, on=['engine', 'round', 'cell'])

# %% [markdown] about-curve
# ## Throughput against latency
#
# Up and to the left is better: more tokens a second, sooner. Each point is one load level, the mean over its runs; the
# number at it is requests in flight, or in an open loop requests a second. A test with one level is a single point.

# %% curve
speed = results[(results['purpose'] == 'speed') & (results['verdict'] != 'INVALID')].copy()
speed['tokens_per_s'] = speed['output_tokens_per_s_steady'].fillna(speed['output_tokens_per_s_whole'])
speed['level'] = speed['concurrency'].fillna(speed['rate_per_s'])
speed = speed.dropna(subset=['tokens_per_s', 'ttft_p50_ms'])
line = ['test', 'constraint', 'engine', 'level']
levels = speed.groupby(line)[['tokens_per_s', 'ttft_p50_ms']].mean().reset_index()
for (test, constraint), of_test in levels.groupby(['test', 'constraint']):
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for engine, points in of_test.sort_values('level').groupby('engine'):
        axes.plot(points['ttft_p50_ms'], points['tokens_per_s'], marker='o', label=engine)
        for point in points.itertuples():
            axes.annotate(f'{point.level:g}', (point.ttft_p50_ms, point.tokens_per_s), xytext=(5, 5),
                          textcoords='offset points')
    axes.set(title=f'{test}, constraint {constraint}',
             xlabel='TTFT p50, ms', ylabel='output tokens/s')
    axes.set_xlim(0, 1.15 * of_test['ttft_p50_ms'].max())
    axes.set_ylim(0, 1.15 * of_test['tokens_per_s'].max())
    axes.grid(alpha=0.3)
    axes.legend()
    plt.show()

# %% [markdown] about-cdf
# ## TTFT: share of requests that had their first token by then
#
# All runs of an engine together. A line further left is better; a long flat end is a slow tail.

# %% cdf
for test, of_test in ok.groupby('test', sort=False):
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for engine, group in of_test.groupby('engine'):
        values = np.sort(group['ttft_ms'].dropna())
        axes.step(values, np.arange(1, len(values) + 1) / max(len(values), 1), where='post',
                  label=f'{engine} (n {len(values)})')
    axes.set(title=test, xlabel='TTFT, ms', ylabel='share of ok requests', ylim=(0, 1.02))
    axes.set_xlim(left=0)
    axes.legend()
    plt.show()

# %% [markdown] about-timeline
# ## One answer, chunk by chunk
#
# For each engine the request whose latency is in the middle: when each chunk with text arrived. A step is a pause; the
# way to the first point is the TTFT. With one token in a chunk, chunks are tokens.

# %% timeline
def arrivals_ms(record):
    """When each chunk with text came, in milliseconds after the request was sent."""
    return (record['firstTokenUs'] - record['sentUs'] + np.cumsum([0, *record['gapsUs']])) / 1000


def middle_request(group):
    chosen = group.sort_values('e2e_ms').iloc[len(group) // 2]
    path = cells.loc[(cells['engine'] == chosen['engine']) & (cells['cell'] == chosen['cell'])
                     & (cells['round'] == chosen['round']), 'path'].iloc[0]
    return next(one for one in read_records(path / 'requests.jsonl') if one['id'] == chosen['id'])


for test, of_test in ok.dropna(subset=['e2e_ms']).groupby('test', sort=False):
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for engine, group in of_test.groupby('engine'):
        arrived = arrivals_ms(middle_request(group))
        axes.step(arrived, np.arange(1, len(arrived) + 1), where='post', marker='.', label=engine)
    axes.set(title=test, xlabel='ms after the request was sent', ylabel='chunks with text so far')
    axes.set_xlim(left=0)
    axes.legend()
    plt.show()
