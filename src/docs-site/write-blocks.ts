import { highlight } from './highlight.ts';
import { parseInline, plainText } from './inline.ts';
import { type Language, pathIn, type Text } from './language.ts';
import type { Block, Code, Page } from './page.ts';

/** The blocks of a page as HTML. */
export function writeBlocks({ blocks, isEnglishInside }: Page, language: Language): string {
  const lang = isEnglishInside && language !== 'en' ? ' lang="en"' : '';
  return blocks.map((part, index) => block(part, { language, lang, index })).join('\n');
}

interface Place {
  readonly language: Language;
  /** Attribute of content in another language than the page. */
  readonly lang: string;
  readonly index: number;
}

function block(part: Block, place: Place): string {
  const say = (text: Text) => inline(text, place.language);
  switch (part.kind) {
    case 'heading': {
      const { id } = part;
      return `<h${part.level} id="${id}"${langOf(part.text, place)}>${say(part.text)} <a class="anchor" href="#${id}" aria-hidden="true" tabindex="-1">#</a></h${part.level}>`;
    }
    case 'paragraph':
      return `<p${langOf(part.text, place)}>${say(part.text)}</p>`;
    case 'note':
      return `<p class="note">${say(part.text)}</p>`;
    case 'list': {
      const tag = part.ordered ? 'ol' : 'ul';
      return `<${tag}>${part.items.map(({ text, href }) => `<li${langOf(text, place)}>${href ? `<a href="${escaped(pathIn(href, place.language))}">${say(text)}</a>` : say(text)}</li>`).join('')}</${tag}>`;
    }
    case 'cards':
      return `<ul class="cards">${part.items.map(({ title, text, href }) => `<li><a href="${escaped(pathIn(href, place.language))}">${say(title)}</a><p>${say(text)}</p></li>`).join('')}</ul>`;
    case 'code':
      return writeCode(part);
    case 'examples':
      return examples(part.codes, place.index);
    case 'table':
      return `<div class="wide" tabindex="0" role="group"><table><thead><tr>${part.head.map((cell) => `<th scope="col">${say(cell)}</th>`).join('')}</tr></thead><tbody>${part.rows.map((cells) => `<tr>${cells.map((cell) => td(cell, place)).join('')}</tr>`).join('')}</tbody></table></div>`;
    case 'picture': {
      const [width, height] = part.size ?? [640, 360];
      return `<figure><img src="/docs/assets/${part.file}" alt="${escaped(part.alt[place.language])}" width="${width}" height="${height}" loading="lazy"><figcaption>${say(part.caption)}</figcaption></figure>`;
    }
  }
}

const writeCode = ({ language, text }: Code) =>
  `<div class="code ${language}"><span class="tag" aria-hidden="true">${escaped(codeNames[language] ?? language)}</span><pre tabindex="0"><code>${highlight(text, language)}</code></pre></div>`;

/** Radio buttons choose among the languages of an example: that needs no script. */
function examples(codes: readonly Code[], index: number): string {
  const group = `example-${index}`;
  const choices = codes.map(
    ({ language }, at) =>
      `<input type="radio" name="${group}" id="${group}-${at}" data-language="${language}"${at === 0 ? ' checked' : ''}><label for="${group}-${at}">${escaped(codeNames[language] ?? language)}</label>`,
  );
  return `<fieldset class="examples"><legend class="hidden">${codes.map(({ language }) => escaped(codeNames[language] ?? language)).join(', ')}</legend>${choices.join('')}${codes.map(({ language, text }) => `<pre tabindex="0"><code>${highlight(text, language)}</code></pre>`).join('')}</fieldset>`;
}

const codeNames: Readonly<Record<string, string>> = {
  sh: 'curl',
  ts: 'TypeScript',
  python: 'Python',
  json: 'JSON',
  yaml: 'YAML',
  console: 'Shell',
  prompt: 'Prompt',
  http: 'HTTP',
  js: 'JavaScript',
};

const tones: readonly (readonly [RegExp, string])[] = [
  [/^(Verified|Sandbox$|已验证|沙箱$|検証済み|サンドボックス$)/, 'good'],
  // In an overview the count of the rows stands behind the word.
  [/^(Failing|失败|失敗)( \d+\/\d+)?$/, 'bad'],
  [/^(Beta|测试版|ベータ)( \d+\/\d+)?$/, 'wait'],
  [/^(Not supported|不支持|非対応)$/, 'none'],
];

function td(cell: Text, place: Place): string {
  const shown = typeof cell === 'string' ? cell : plainText(cell[place.language]);
  const tone = tones.find(([pattern]) => pattern.test(shown))?.[1];
  const text = inline(cell, place.language);
  if (tone) return `<td><span class="state ${tone}">${text}</span></td>`;
  return `<td${isCall(text) ? ' class="call"' : ''}${langOf(cell, place)}>${text}</td>`;
}

/** Nothing but one piece of code: it cannot be read when it breaks. */
const isCall = (html: string) => /^<code>[^<]*<\/code>$/.test(html);

/** What reads the same in the page's language and in English is English, on a page that holds some. */
const langOf = (text: Text, { lang, language }: Place) =>
  typeof text === 'string' || text[language] === text.en ? lang : '';

/** Words with their marks as HTML; a plain string as it is. */
export function inline(text: Text, language: Language): string {
  if (typeof text === 'string') return escaped(text);
  return parseInline(text[language])
    .map((piece) => {
      const shown = escaped(piece.text);
      if (piece.kind === 'code') return `<code>${shown}</code>`;
      if (piece.kind === 'strong') return `<strong>${shown}</strong>`;
      if (piece.kind === 'link') return `<a href="${escaped(localized(piece.href, language))}">${shown}</a>`;
      return shown;
    })
    .join('');
}

const localized = (href: string, language: Language) =>
  /^\/docs(?=$|[/#])/.test(href) && !href.startsWith('/docs/assets/') ? pathIn(href, language) : href;

export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
