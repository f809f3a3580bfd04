import { notChecked, type Rule } from './rule.ts';

const limit = 'every setting that was set and can be read back is as asked';

/** Does the engine do what the suite asked? It is asked itself, once it is ready (`fairness.json`). */
export const settingDiffers: Rule = ({ sheet }) => {
  const set = sheet?.settings.filter(({ state, asAsked }) => ['set', 'differs'].includes(state) && asAsked !== null);
  if (set === undefined || set.length === 0) return notChecked('Dyno set nothing that can be read back', limit);
  const differing = set.filter(({ state }) => state === 'differs');
  const words = differing.map(
    ({ setting, asked, effective, readFrom }) => `${setting}: asked ${asked}, is ${effective} (${readFrom})`,
  );
  const keys = differing.map(({ setting, effective }) => `--set engine.${setting}=${effective}`).join(' ');
  return {
    state: differing.length > 0 ? 'WARN' : 'VALID',
    measured: differing.length > 0 ? words.join('; ') : `${set.length} settings read back, all as asked`,
    limit,
    advice:
      `see engine.log for why the engine chose otherwise, then ask every engine for what this one can do (${keys}), ` +
      'or make it do what was asked with its own flag in DYNO_EXTRA_ARGS',
  };
};
