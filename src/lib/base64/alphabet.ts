/**
 * The six bits a byte stands for, 255 for bytes outside the alphabet. The standard (`+/`) and the
 * url-safe (`-_`) characters are both members: relays mix them up, and no character has two meanings.
 */
export const sextets = readSextets();

export const isBase64Byte = (byte: number): boolean => sextets[byte] !== 255;

function readSextets(): Uint8Array {
  const table = new Uint8Array(256).fill(255);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let value = 0; value < 64; value++) table[letters.charCodeAt(value)] = value;
  table['-'.charCodeAt(0)] = 62;
  table['_'.charCodeAt(0)] = 63;
  return table;
}
