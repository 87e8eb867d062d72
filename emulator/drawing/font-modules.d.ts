// The parts of two packages without types that are used here.
declare module 'opentype.js' {
  export interface PathData {
    readonly commands: readonly PathCommand[];
  }
  export interface PathCommand {
    readonly type: 'M' | 'L' | 'Q' | 'C' | 'Z';
    readonly x?: number;
    readonly y?: number;
    readonly x1?: number;
    readonly y1?: number;
    readonly x2?: number;
    readonly y2?: number;
  }
  export interface Glyph {
    readonly index: number;
    /** Set for the weight once `getPath` was called with a variation. */
    readonly advanceWidth: number;
    getPath(
      x: number,
      y: number,
      size: number,
      options: { variation: { wght: number } },
      font: Font,
    ): PathData;
  }
  export interface Font {
    readonly unitsPerEm: number;
    charToGlyph(character: string): Glyph;
    getKerningValue(left: Glyph, right: Glyph): number;
  }
  const opentype: { parse(bytes: ArrayBuffer): Font };
  export default opentype;
}

declare module 'wawoff2' {
  const woff2: { decompress(file: Uint8Array): Promise<Uint8Array> };
  export default woff2;
}
