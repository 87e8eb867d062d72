/** The anchor that readers of Markdown give a heading by themselves: as GitHub does, and those that follow it. */
export const markdownAnchor = (shown: string): string =>
  shown
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
