/** A file that is read in parts. */
export interface Source {
  readonly size: number;
  /** At most `length` bytes from `offset`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function sourceOf(bytes: Uint8Array): Source {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Longest name, shape or attribute that is looked at; weights are passed over. */
export const small = 1 << 16;
const windowSize = 1 << 16;
/** Bytes of the longest number: seven bits in each. */
const longest = 10;

/** What was read is no message of a protocol buffer. */
export class NotProtobuf extends Error {}

/** One field of a message: where its content lies, or its number. */
export interface Field {
  readonly field: number;
  readonly start: number;
  readonly end: number;
  readonly number: number;
}

/** Walks through protobuf messages; a window of the file is kept. */
export class Reader {
  readonly #source: Source;
  #window: Uint8Array = new Uint8Array();
  #at = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  /** The fields of a message; those that are not wanted are passed over without waiting, and there may be a hundred thousand. */
  async *fields(start: number, end: number, wanted = (_: Field): boolean => true): AsyncGenerator<Field> {
    let place = start;
    while (place < end) {
      // A file may have a hundred thousand parts: only what is not in the window is waited for.
      if (!this.#holds(place, 2 * longest)) await this.#load(place, 2 * longest);
      const [key, content] = this.#varint(place);
      const [field, wire] = [Math.floor(key / 8), key % 8];
      if (field === 0) throw new NotProtobuf();
      if (wire === 0) {
        const [number, next] = this.#varint(content);
        const found = { field, start: content, end: next, number };
        if (wanted(found)) yield found;
        place = next;
      } else if (wire === 2) {
        const [length, first] = this.#varint(content);
        if (first + length > end) throw new NotProtobuf();
        const found = { field, start: first, end: first + length, number: NaN };
        if (wanted(found)) yield found;
        place = first + length;
      } else if (wire === 1 || wire === 5) place = content + (wire === 1 ? 8 : 4);
      else throw new NotProtobuf();
    }
    if (place !== end) throw new NotProtobuf();
  }

  async text({ start, end }: Field): Promise<string> {
    const length = Math.min(end - start, small);
    if (!this.#holds(start, length)) await this.#load(start, length);
    return new TextDecoder().decode(this.#bytes(start, length));
  }

  /** Repeated numbers, packed or one by one. */
  async numbers({ start, end, number }: Field): Promise<readonly number[]> {
    if (!Number.isNaN(number)) return [number];
    const all: number[] = [];
    for (let place = start; place < end && all.length < 64;) {
      if (!this.#holds(place, longest)) await this.#load(place, longest);
      const [value, next] = this.#varint(place);
      all.push(value);
      place = next;
    }
    return all;
  }

  #varint(start: number): readonly [value: number, next: number] {
    let value = 0;
    for (const [i, byte] of this.#bytes(start, longest).entries()) {
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return [value, start + i + 1];
    }
    throw new NotProtobuf();
  }

  #bytes(start: number, length: number): Uint8Array {
    return this.#window.subarray(start - this.#at, start - this.#at + length);
  }

  #holds(start: number, length: number): boolean {
    const end = Math.min(start + length, this.#source.size);
    return start >= this.#at && end <= this.#at + this.#window.length;
  }

  async #load(start: number, length: number): Promise<void> {
    this.#window = await this.#source.read(start, Math.max(length, windowSize));
    this.#at = start;
  }
}
