/** A text as one word of a POSIX shell; what needs no quotes gets none. Newlines are kept. */
export function shellQuote(text: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `NAME=value` for the command `env`: only the value is quoted, so that the name stays readable. */
export function shellAssignment(name: string, value: string): string {
  return `${name}=${value === '' ? '' : shellQuote(value)}`;
}
