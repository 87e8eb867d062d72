import { everywhere } from './language.ts';
import { type Block, code, heading, type Item, slug, table } from './page.ts';

export interface MarkdownText {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Reads the Markdown this project writes: headings, paragraphs, lists, tables and fenced code. Pictures are left
 * to the page. `prefix` keeps anchors apart. */
export function readMarkdown(markdown: string, prefix: string, level: 2 | 3 = 2): MarkdownText {
  let title = '';
  const blocks: Block[] = [];
  for (const part of parts(markdown)) {
    const fence = /^(`{3,})(\S*)\n([\s\S]*?)\n\1$/.exec(part);
    const head = /^(#+) (.+)$/.exec(part);
    if (fence) blocks.push(code(fence[2] ?? '', fence[3] ?? ''));
    else if (head?.[1] === '#') title = head[2] ?? '';
    else if (head) blocks.push(heading(everywhere(head[2] ?? ''), `${prefix}${slug(head[2] ?? '')}`, level));
    else if (part.startsWith('![')) continue;
    else if (part.startsWith('| ')) blocks.push(tableOf(part));
    else if (part.startsWith('- ')) blocks.push({ kind: 'list', items: items(part) });
    else blocks.push({ kind: 'paragraph', text: everywhere(part.replace(/\s*\n\s*/g, ' ')) });
  }
  return { title, blocks };
}

/** Paragraphs, lists, headings and fences, each as one text. */
function parts(markdown: string): string[] {
  const found: string[] = [];
  let open: string | undefined;
  for (const line of markdown.split('\n')) {
    const last = found.at(-1);
    const mark = /^(`{3,})/.exec(line)?.[1];
    if (open !== undefined) {
      found[found.length - 1] = `${last}\n${line}`;
      if (line === open) open = undefined;
    } else if (mark) {
      open = mark;
      found.push(line);
    } else if (line.trim() === '') {
      found.push('');
    } else if (!last || last.startsWith('#') || /^#+ /.test(line)) {
      found.push(line);
    } else {
      found[found.length - 1] = `${last}\n${line}`;
    }
  }
  return found.filter((part) => part !== '');
}

/** A list's lines; an indented one goes on with the item before it. */
const items = (part: string): Item[] =>
  part
    .slice(2)
    .split(/\n- /)
    .map((text) => ({ text: everywhere(text.replace(/\s*\n\s*/g, ' ')) }));

/** Rows of cells without `|` in them; the second one is only there to say that the first is the head. */
function tableOf(part: string): Block {
  const [head = [], , ...rows] = part.split('\n').map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => everywhere(cell.trim())),
  );
  return table(head, rows);
}
