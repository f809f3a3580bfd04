/** Characters of a text, and those that are whitespace outside JSON strings. */
export function blanks(text: string): { characters: number; blank: number } {
  let blank = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      // What is escaped, a quote above all, ends no string.
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (/\s/.test(character ?? '')) blank += 1;
  }
  return { characters: text.length, blank };
}

type Expected = 'value' | 'first' | 'name' | 'colon' | 'next' | 'end';

/** Whole tokens and begun ones, each looked for at one place of the text. */
const whole = {
  string: /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy,
  scalar: /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[\s,\]}])/y,
};
const begun = {
  string: /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*(?:\\(?:u[0-9a-fA-F]{0,3})?)?$/uy,
  scalar:
    /(?:t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|n(?:u(?:ll?)?)?|-?(?:(?:0|[1-9]\d*)(?:\.\d*)?(?:(?<=\d)[eE][+-]?\d*)?)?)$/y,
};

/** Reads JSON from left to right and remembers which containers are open, so that depth costs no stack. */
class Reader {
  readonly #text: string;
  #at = 0;
  #open: string[] = [];
  #expected: Expected = 'value';

  constructor(text: string) {
    this.#text = text;
  }

  /** cut: all of the text is the beginning of a value; else it is a value, or no JSON at all. */
  read(): 'cut' | 'whole' | 'wrong' {
    for (;;) {
      while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
      if (this.#at >= this.#text.length) return this.#expected === 'end' ? 'whole' : 'cut';
      const step = this.#step(this.#text[this.#at] as string);
      if (step !== 'on') return step;
    }
  }

  #step(character: string): 'on' | 'cut' | 'wrong' {
    const inObject = this.#open.at(-1) === '}';
    const closes = character === this.#open.at(-1) && (this.#expected === 'first' || this.#expected === 'next');
    if (closes) return this.#close();
    if (this.#expected === 'next') return character === ',' ? this.#goOn(inObject ? 'name' : 'value') : 'wrong';
    if (this.#expected === 'colon') return character === ':' ? this.#goOn('value') : 'wrong';
    if (this.#expected === 'end') return 'wrong';
    const wantsName = this.#expected === 'name' || (this.#expected === 'first' && inObject);
    if (wantsName) return character === '"' ? this.#token('string', 'colon') : 'wrong';
    if (character === '{' || character === '[') {
      this.#open.push(character === '{' ? '}' : ']');
      return this.#goOn('first');
    }
    return this.#token(character === '"' ? 'string' : 'scalar', this.#open.length === 0 ? 'end' : 'next');
  }

  #goOn(expected: Expected): 'on' {
    this.#at += 1;
    this.#expected = expected;
    return 'on';
  }

  #close(): 'on' {
    this.#open.pop();
    return this.#goOn(this.#open.length === 0 ? 'end' : 'next');
  }

  #token(kind: 'string' | 'scalar', then: Expected): 'on' | 'cut' | 'wrong' {
    const [complete, partial] = [whole[kind], begun[kind]];
    complete.lastIndex = this.#at;
    partial.lastIndex = this.#at;
    const found = complete.exec(this.#text);
    if (found === null) return partial.test(this.#text) ? 'cut' : 'wrong';
    this.#at += found[0].length;
    this.#expected = then;
    return 'on';
  }
}

/** Whether a text that was cut off could still have become JSON: an unfinished value and nothing else. */
export function isUnfinishedJson(text: string): boolean {
  return new Reader(text).read() === 'cut';
}
