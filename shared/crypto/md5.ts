import { bytesToHex, utf8ToBytes } from "./bytes.ts";

/** RFC 1321 section 3.4: how far each step rotates, by round. */
const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

const SINES = Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32));

/** The round's function of three words, and which word of the block the step takes. */
function mix(step: number, [b, c, d]: readonly [number, number, number]): readonly [number, number] {
  switch (step >> 4) {
    case 0:
      return [(b & c) | (~b & d), step];
    case 1:
      return [(d & b) | (~d & c), (5 * step + 1) % 16];
    case 2:
      return [b ^ c ^ d, (3 * step + 5) % 16];
    default:
      return [c ^ (b | ~d), (7 * step) % 16];
  }
}

/** RFC 1321 sections 3.1 and 3.2: a one, zeros, and the length in bits, to whole blocks of 64 bytes. */
function padded(bytes: Uint8Array): DataView {
  const block = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6));
  new Uint8Array(block.buffer).set(bytes);
  block.setUint8(bytes.length, 0x80);
  block.setBigUint64(block.byteLength - 8, BigInt(bytes.length) * 8n, true);
  return block;
}

/**
 * RFC 1321, in lower-case hexadecimal. It proves nothing and hides nothing: only for APIs that name their objects so.
 * WebCrypto has no MD5.
 */
export function md5Hex(text: string): string {
  const block = padded(utf8ToBytes(text));
  let state: readonly [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let offset = 0; offset < block.byteLength; offset += 64) {
    let [a, b, c, d] = state;
    for (let step = 0; step < 64; step += 1) {
      const [mixed, word] = mix(step, [b, c, d]);
      const sum = (a + mixed + (SINES[step] ?? 0) + block.getUint32(offset + word * 4, true)) | 0;
      const shift = SHIFTS[step >> 4]?.[step % 4] ?? 0;
      [a, b, c, d] = [d, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0, b, c];
    }
    state = [state[0] + a, state[1] + b, state[2] + c, state[3] + d];
  }
  const digest = new DataView(new ArrayBuffer(16));
  for (const [index, word] of state.entries()) {
    digest.setUint32(index * 4, word, true);
  }
  return bytesToHex(new Uint8Array(digest.buffer));
}
