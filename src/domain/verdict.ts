import { z } from 'zod';

/** A rule's answer on one cell. */
export const ruleResultSchema = z.strictObject({
  rule: z.string().describe('stable name in capitals, e.g. CLIENT_SATURATED'),
  state: z.enum(['VALID', 'WARN', 'INVALID', 'NOT_CHECKED']),
  measured: z.string(),
  limit: z.string(),
  advice: z.string().describe('what to change; empty where the state is VALID'),
});
export type RuleResult = z.infer<typeof ruleResultSchema>;

/** `verdict.json`: written last in a cell's folder; a cell without it is not a result. */
export const verdictSchema = z.strictObject({
  cell: z.string(),
  state: z.enum(['VALID', 'WARN', 'INVALID']),
  rules: z.array(ruleResultSchema),
});
export type Verdict = z.infer<typeof verdictSchema>;
