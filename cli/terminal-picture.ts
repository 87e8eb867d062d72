/** `kitty` also for the terminals that took over its protocol. */
export type PictureProtocol = 'kitty' | 'iterm2';

/** How this terminal shows pictures; undefined when it does not, or is none. */
export function pictureProtocol(env: NodeJS.ProcessEnv, isTerminal: boolean): PictureProtocol | undefined {
  // Multiplexers swallow or garble both.
  if (!isTerminal || env.TMUX || env.STY) return undefined;
  if (env.KITTY_WINDOW_ID || env.TERM === 'xterm-kitty' || env.TERM_PROGRAM === 'ghostty') return 'kitty';
  if (env.TERM_PROGRAM === 'iTerm.app' || env.TERM_PROGRAM === 'WezTerm') return 'iterm2';
  return undefined;
}

/** Most characters of Base64 in one escape sequence of kitty's protocol. */
const chunkLength = 4096;

/** The escape sequences that show a PNG. */
export function drawPicture(png: Buffer, protocol: PictureProtocol): string {
  const base64 = png.toString('base64');
  if (protocol === 'iterm2') {
    return `\x1b]1337;File=inline=1;size=${png.length};width=40;preserveAspectRatio=1:${base64}\x07\n`;
  }
  const chunks = base64.match(new RegExp(`.{1,${chunkLength}}`, 'g')) ?? [];
  return `${chunks
    .map((chunk, index) => {
      const first = index === 0 ? 'a=T,f=100,c=40,' : '';
      return `\x1b_G${first}m=${index === chunks.length - 1 ? 0 : 1};${chunk}\x1b\\`;
    })
    .join('')}\n`;
}
