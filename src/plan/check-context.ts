import type { Config } from '../domain/config.ts';
import { DynoError } from '../errors.ts';

/**
 * GPU engines refuse to start with a context longer than the model's, minutes after the weights were fetched. Throws
 * CONFIG_INVALID before. Engines on the CPU are left alone: llama.cpp takes it, and they are seconds away.
 */
export function checkContext({ engine, model, suite, target }: Config): void {
  const mapping = engine.settings.contextLength;
  const isTold = mapping !== undefined && 'variable' in mapping;
  const { contextLength } = suite.engine;
  if (target.kind !== 'container' || engine.needs !== 'nvidia-gpu' || !isTold) return;
  if (contextLength <= model.contextLength) return;
  throw new DynoError(
    'CONFIG_INVALID',
    `engine.contextLength: ${model.name} was made for ${model.contextLength} tokens, the suite asks for ${contextLength}; ` +
      `give --set engine.contextLength=${model.contextLength} or less`,
  );
}
