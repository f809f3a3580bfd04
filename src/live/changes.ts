/** Tells any number of waiting readers that something changed. */
export type Changes = {
  tell(): void;
  /** Resolves at the next change; at once when all is over. */
  next(): Promise<void>;
  /** No more changes: everybody who waits, or will, goes on. */
  end(): void;
  over(): boolean;
};

export function makeChanges(): Changes {
  let waiting = Promise.withResolvers<void>();
  let over = false;
  return {
    tell() {
      const before = waiting;
      if (!over) waiting = Promise.withResolvers<void>();
      before.resolve();
    },
    next: () => waiting.promise,
    end() {
      over = true;
      waiting.resolve();
    },
    over: () => over,
  };
}
