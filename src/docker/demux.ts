export type LogStream = 'stdout' | 'stderr';

const headerBytes = 8;

/**
 * Splits Docker's multiplexed output (containers without a terminal): a frame is
 * [stream, 0, 0, 0, length as big-endian u32] and then the payload. Feed it chunks as they come.
 * Source: Engine API, "Attach to a container: Stream format".
 */
export class Demux {
  readonly #onPayload: (stream: LogStream, payload: Buffer) => void;
  #pending: Buffer = Buffer.alloc(0);
  #stream: LogStream = 'stdout';
  #left = 0;

  constructor(onPayload: (stream: LogStream, payload: Buffer) => void) {
    this.#onPayload = onPayload;
  }

  feed(chunk: Buffer): void {
    let data = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk;
    while (data.length > 0) {
      if (this.#left === 0) {
        if (data.length < headerBytes) break;
        this.#stream = data[0] === 2 ? 'stderr' : 'stdout';
        this.#left = data.readUInt32BE(4);
        data = data.subarray(headerBytes);
        continue;
      }
      // A payload is passed on as it comes, so that a huge frame is never held.
      const part = data.subarray(0, this.#left);
      this.#left -= part.length;
      data = data.subarray(part.length);
      this.#onPayload(this.#stream, part);
    }
    this.#pending = data;
  }
}
