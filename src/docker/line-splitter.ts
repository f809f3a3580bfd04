import { StringDecoder } from 'node:string_decoder';

/** Longest line passed on, in characters; the rest of a longer one is dropped and the cut is marked. */
export const maxLineLength = 1 << 20;

/** Makes lines of bytes. Ends of line are \n, \r\n and \r: progress bars move the cursor back with a bare \r. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #line = '';
  #cut = false;
  #afterReturn = false;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  feed(bytes: Buffer): void {
    this.#take(this.#decoder.write(bytes));
  }

  /** Gives what is left without an end of line. */
  end(): void {
    this.#take(this.#decoder.end());
    if (this.#line !== '') this.#emit();
  }

  #take(text: string): void {
    // The \n of a \r\n that was cut between two chunks ends no further line.
    let rest = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') this.#afterReturn = text.endsWith('\r');
    for (let end = rest.search(/[\r\n]/); end >= 0; end = rest.search(/[\r\n]/)) {
      this.#append(rest.slice(0, end));
      this.#emit();
      rest = rest.slice(end + (rest.startsWith('\r\n', end) ? 2 : 1));
    }
    this.#append(rest);
  }

  #append(text: string): void {
    const room = maxLineLength - this.#line.length;
    if (text.length > room) this.#cut = true;
    this.#line += text.slice(0, Math.max(0, room));
  }

  #emit(): void {
    this.#onLine(this.#cut ? `${this.#line} [line cut by Dyno]` : this.#line);
    this.#line = '';
    this.#cut = false;
  }
}
