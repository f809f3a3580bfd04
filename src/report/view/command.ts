/** A word as a shell would need it to be typed. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Arguments as a line that can be typed again. */
export function commandText(command: string[]): string {
  return command.map(quoted).join(' ');
}
