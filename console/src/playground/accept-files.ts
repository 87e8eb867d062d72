export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp'];

/** What can be a reference of what was brought, and how many could not. */
export function acceptFiles(files: Iterable<File>, room: number): { accepted: File[]; refused: number } {
  const all = [...files];
  const accepted = all.filter(({ type }) => pictureTypes.includes(type)).slice(0, Math.max(0, room));
  return { accepted, refused: all.length - accepted.length };
}

/** The web address in a text that was dropped or typed; undefined when it is none. */
export function readAddress(text: string): string | undefined {
  // A dropped list of addresses has comments and may have several lines.
  const line = text
    .split(/\r?\n/)
    .map((each) => each.trim())
    .find((each) => each !== '' && !each.startsWith('#'));
  return line && /^https?:\/\/\S+$/.test(line) ? line : undefined;
}
