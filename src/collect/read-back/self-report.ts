import type { Heard } from './hear.ts';

/** Engines answer up to 40 KB; beyond this an answer is cut. */
const answerLimit = 128 * 1024;

const secretName =
  /(?:^|_)(?:(?:api|admin|access|auth|bearer|hf|hub|watermark)_(?:api_)?(?:key|token)(?:_\w+)?|\w*secret\w*|\w*password|credentials?)$/i;
const secretFlag = /(--[a-z-]*(?:key|token|secret|password))[= ]\S+/gi;

/**
 * A copy without secrets: SGLang's /server_info holds `api_key` and the line it was started with. `bos_token` and its
 * like are no secrets.
 */
export function withoutSecrets(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    return secretName.test(name) ? '(not kept)' : value.replace(secretFlag, '$1 (not kept)');
  }
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, key)]));
}

function capped(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text.length <= answerLimit ? value : { cut: `${text.length} characters`, beginning: text.slice(0, 4096) };
}

/** Everything that was read, as env.json keeps it: by path, metrics and log lines under their own names. */
export function selfReport({ answers, metrics, log }: Heard): Record<string, unknown> {
  const kept = Object.entries(answers).map(([path, answer]) => [path, capped(withoutSecrets(answer))]);
  const lines = [...new Set(Object.values(log))].map((line) => withoutSecrets(line.slice(0, 1000)));
  return {
    ...Object.fromEntries(kept),
    ...(metrics.length > 0 && { metrics: capped(metrics) }),
    ...(lines.length > 0 && { 'engine.log': lines }),
  };
}
