import { parseInline } from './inline.ts';
import { type Language, pathIn, type Text } from './language.ts';
import { markdownAnchor } from './markdown-anchor.ts';
import type { Block, Page } from './page.ts';

/** The Markdown twin of a page. */
export function writeMarkdown({ title, summary, blocks }: Page, language: Language): string {
  const say = (text: Text) => inline(text, language);
  return `${[`# ${say(title)}`, say(summary), ...blocks.map((part) => block(part, language))].join('\n\n')}\n`;
}

function block(part: Block, language: Language): string {
  const say = (text: Text) => inline(text, language);
  switch (part.kind) {
    case 'heading': {
      const shown = say(part.text);
      // Links hold the anchor of the HTML page, which is the same in every language.
      const anchor = markdownAnchor(shown) === part.id ? '' : `<a id="${part.id}"></a>\n\n`;
      return `${anchor}${'#'.repeat(part.level)} ${shown}`;
    }
    case 'paragraph':
      return say(part.text);
    case 'note':
      return `> ${say(part.text)}`;
    case 'list':
      return part.items
        .map(({ text, href }, index) => {
          const mark = part.ordered ? `${index + 1}.` : '-';
          return href ? `${mark} [${say(text)}](${target(href, language)})` : `${mark} ${say(text)}`;
        })
        .join('\n');
    case 'cards':
      return part.items
        .map(({ title, text, href }) => `- [${say(title)}](${target(href, language)}): ${say(text)}`)
        .join('\n');
    case 'code':
      return fence(part.language, part.text);
    case 'examples':
      return part.codes.map(({ language: name, text }) => fence(name, text)).join('\n\n');
    case 'table':
      return [part.head.map(say), part.head.map(() => '---'), ...part.rows.map((cells) => cells.map(say))]
        .map(row)
        .join('\n');
    case 'picture':
      return `![${part.alt[language]}](/docs/assets/${part.file})\n\n${say(part.caption)}`;
  }
}

/** Text longer than the longest run of backticks in it cannot end the block early. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${text}\n${mark}`;
}

function inline(text: Text, language: Language): string {
  if (typeof text === 'string') return text;
  return parseInline(text[language])
    .map((piece) => {
      if (piece.kind === 'code') return `\`${piece.text}\``;
      if (piece.kind === 'strong') return `**${piece.text}**`;
      if (piece.kind === 'link') return `[${piece.text}](${target(piece.href, language)})`;
      return piece.text;
    })
    .join('');
}

/** A page's twin, in the language of the text it stands in. */
function target(href: string, language: Language): string {
  if (!/^\/docs(?=$|[/#])/.test(href) || href.startsWith('/docs/assets/')) return href;
  const [path = '', anchor] = href.split('#', 2);
  return `${pathIn(path, language)}.md${anchor ? `#${anchor}` : ''}`;
}

const row = (cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
