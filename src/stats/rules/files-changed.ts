import { notChecked, type Rule } from './rule.ts';

const limit = 'every file is as the run wrote it (sha256)';

/** Are the files that the figures are made from still those that the run wrote? */
export const filesChanged: Rule = ({ files }) => {
  if (files === null) return notChecked('the run wrote no hashes of its files', limit);
  const { changed, missing } = files;
  const words = [
    ...(changed.length > 0 ? [`changed since the run: ${changed.join(', ')}`] : []),
    ...(missing.length > 0 ? [`gone since the run: ${missing.join(', ')}`] : []),
  ];
  return {
    state: words.length > 0 ? 'INVALID' : 'VALID',
    measured: words.length > 0 ? words.join('; ') : 'no file was changed',
    limit,
    advice: 'these figures are not those of the run: take a copy that nobody edited, or measure again',
  };
};
