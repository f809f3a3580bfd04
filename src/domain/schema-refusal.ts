import type { Sample } from './sample.ts';

/**
 * Words by which engines say that a schema, or the wish for one, is the reason (recorded: "Grammar error: …", "Failed to
 * transform json schema into a grammar", "JSON schema error at #", "response_format type must be …").
 */
const names = /schema|grammar|response_?format|structured.?output|guided|regex|xgrammar|llguidance|constrain/i;

/** `"code": 400` of an error event; the status of its answer is 200. */
function codeInEvent(error: string): number | null {
  const code = /"(?:code|status)"\s*:\s*"?(\d{3})\b/.exec(error)?.[1];
  return code === undefined ? null : Number(code);
}

/** The status by which an engine judged a request: that of the answer, or of an error event inside a 200. */
export function errorStatus({ outcome, status, error }: Pick<Sample, 'outcome' | 'status' | 'error'>): number | null {
  return outcome === 'streamError' ? codeInEvent(error ?? '') : status;
}

/**
 * Whether an engine refused a request for its schema: a 4xx, or an error event that is none of 5xx, that names schema
 * or grammar. vLLM and SGLang refuse a streamed request inside a 200.
 */
export function isSchemaRefusal(sample: Pick<Sample, 'outcome' | 'status' | 'error'>): boolean {
  if (sample.outcome !== 'httpError' && sample.outcome !== 'streamError') return false;
  const status = errorStatus(sample);
  if (sample.outcome === 'httpError' ? status === null || status < 400 : false) return false;
  return (status === null || status < 500) && names.test(sample.error ?? '');
}
