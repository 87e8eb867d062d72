import type { Block, Page } from './page.ts';

export function writeMarkdown({ title, summary, blocks }: Page): string {
  return `${[`# ${title}`, summary, ...blocks.map(block)].join('\n\n')}\n`;
}

function block(part: Block): string {
  switch (part.kind) {
    case 'heading':
      return `## ${part.text}`;
    case 'paragraph':
      return part.text;
    case 'list':
      return part.items.map(({ text, href }) => (href ? `- [${text}](${href}.md)` : `- ${text}`)).join('\n');
    case 'code':
      return `\`\`\`${part.language}\n${part.text}\n\`\`\``;
    case 'table':
      return [part.head, part.head.map(() => '---'), ...part.rows].map(row).join('\n');
  }
}

const row = (cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
