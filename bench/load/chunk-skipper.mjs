/**
 * Goes through a chunked body without keeping it. `take(buffer, from, to)` returns the bytes of body in that piece and
 * whether the body has ended in it; framing may be cut anywhere.
 */
export function createChunkSkipper() {
  let left = 0;
  let line = '';
  /** What the next bytes are: the line with a size, a chunk's bytes, or the line break after them. */
  let part = 'size';
  let isLast = false;

  function endOfLine(buffer, at, to) {
    const end = buffer.indexOf(10, at);
    const until = end < 0 || end >= to ? to : end + 1;
    line += buffer.latin1Slice(at, until);
    return { at: until, isWhole: line.endsWith('\n') };
  }

  return {
    take(buffer, from, to) {
      let at = from;
      let bytes = 0;
      while (at < to) {
        if (part === 'chunk') {
          const taken = Math.min(left, to - at);
          left -= taken;
          at += taken;
          bytes += taken;
          if (left === 0) part = 'break';
          continue;
        }
        const read = endOfLine(buffer, at, to);
        at = read.at;
        if (!read.isWhole) continue;
        if (part === 'size') {
          left = Number.parseInt(line, 16);
          isLast = left === 0;
          part = isLast ? 'break' : 'chunk';
        } else if (isLast) return { bytes, hasEnded: true };
        else part = 'size';
        line = '';
      }
      return { bytes, hasEnded: false };
    },
  };
}
