import type { TopLevelSpec } from 'vega-lite';

/** A chart that shows a text in every place where a text may stand: axis, legend, mark and tooltip. */
export function specWith(text: string): TopLevelSpec {
  const values = [1, 2, 3].map((value) => ({ value, name: text }));
  return {
    data: { values },
    mark: 'line',
    encoding: {
      x: { field: 'value', type: 'quantitative', title: text },
      y: { field: 'value', type: 'quantitative', title: text },
      color: { field: 'name', type: 'nominal', title: text },
    },
  };
}
