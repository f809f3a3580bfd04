import type { TopLevelSpec } from 'vega-lite';
import type { TestName } from '../../domain/suite.ts';

/** A chart of the report: its file name, what it shows in words (also the text for screen readers), its spec. */
export type Chart = {
  name: string;
  title: string;
  caption: string;
  spec: TopLevelSpec;
  /** Where it belongs to one test, the report shows it there. */
  test?: TestName;
};
