import { frameWords } from './frame-words.ts';
import { plainText } from './inline.ts';
import { type Language, languageNames, languages, pathIn, type Text } from './language.ts';
import type { NavigationGroup } from './navigation.ts';
import type { Page } from './page.ts';
import { escaped, inline, writeBlocks } from './write-blocks.ts';

/** What a page stands in. */
export interface Frame {
  readonly language: Language;
  readonly navigation: readonly NavigationGroup[];
  readonly titleOf: (path: string) => Text | undefined;
  /** Versioned path of a style or script. */
  readonly assetPath: (file: string) => string;
  /** What was searched for, on the page of results. */
  readonly query?: string;
}

/** A whole document. What it needs comes from the same origin, and it can be read without its script. */
export function writeHtml(page: Page, frame: Frame): string {
  const { language, assetPath } = frame;
  const say = (text: Text) => inline(text, language);
  const title = textOf(page.title, language);
  // What was found has no twin: it is an answer, not a page.
  const twinPath = frame.query === undefined ? `${pathIn(page.path, language)}.md` : undefined;
  const twin = twinPath ? `<link rel="alternate" type="text/markdown" href="${twinPath}">` : '';
  const twinLink = twinPath ? `<a href="${twinPath}">${say(frameWords.markdown)}</a> · ` : '';
  return `<!doctype html>
<html lang="${languageNames[language].tag}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(page.path === '/docs' ? title : `${title} · Plantain`)}</title><meta name="description" content="${escaped(textOf(page.summary, language).slice(0, 300))}">
<meta name="color-scheme" content="light dark"><link rel="icon" href="${assetPath('icon.svg')}" type="image/svg+xml"><link rel="stylesheet" href="${assetPath('site.css')}"><script src="${assetPath('site.js')}"></script>
${alternates(page.path)}${twin}</head>
<body><a class="skip" href="#content">${say(frameWords.skip)}</a>
${header(page, frame)}
<div class="frame"><nav class="side" tabindex="0" aria-label="${frameWords.documentation[language]}"><details><summary>${say(frameWords.menu)}</summary>${sideLists(page, frame)}</details></nav>
<main id="content"><h1>${say(page.title)}</h1><p class="summary">${say(page.summary)}</p>
${writeBlocks(page, language)}
</main>${onThisPage(page, language)}</div>
<footer><p>${say(frameWords.made)}</p><p>${twinLink}<a href="/llms.txt">llms.txt</a> · <a href="/openapi.json">openapi.json</a></p></footer></body></html>
`;
}

const textOf = (text: Text, language: Language) =>
  typeof text === 'string' ? text : plainText(text[language]);

function alternates(path: string): string {
  const twins = languages.map(
    (other) => `<link rel="alternate" hreflang="${languageNames[other].tag}" href="${pathIn(path, other)}">`,
  );
  return `${twins.join('')}<link rel="alternate" hreflang="x-default" href="${path}">`;
}

function header(page: Page, { language, query }: Frame): string {
  const links = languages.map((other) => {
    const { tag, name } = languageNames[other];
    const current = other === language ? ' aria-current="true"' : '';
    const search = query === undefined ? '' : `?q=${encodeURIComponent(query)}`;
    return `<a href="${pathIn(page.path, other)}${search}" hreflang="${tag}" lang="${tag}"${current}>${name}</a>`;
  });
  const { searchHint, search, theme, copy, copied } = frameWords;
  return `<header class="top"><a class="brand" href="${pathIn('/docs', language)}"><span class="mark" aria-hidden="true"></span>Plantain</a>
<form class="search" role="search" action="${pathIn('/docs/search', language)}"><label class="hidden" for="q">${searchHint[language]}</label><input id="q" name="q" type="search" placeholder="${searchHint[language]}" value="${escaped(query ?? '')}" maxlength="100" autocomplete="off"><button class="hidden">${search[language]}</button><div class="found" aria-live="polite" hidden></div></form>
<nav class="languages" aria-label="${frameWords.language[language]}">${links.join('')}</nav><button class="theme" type="button" aria-label="${theme[language]}" title="${theme[language]}" data-copy="${copy[language]}" data-copied="${copied[language]}" hidden></button></header>`;
}

function sideLists(page: Page, { language, navigation, titleOf }: Frame): string {
  return navigation
    .map(({ title, paths }, group) => {
      const links = paths.map((path) => {
        const isHere = page.path === path;
        const isBelow = path !== '/docs' && page.path.startsWith(`${path}/`);
        const current = isHere ? ' aria-current="page"' : isBelow ? ' class="above"' : '';
        return `<li><a href="${pathIn(path, language)}"${current}>${inline(titleOf(path) ?? path, language)}</a></li>`;
      });
      return `<h2 id="side-${group}">${inline(title, language)}</h2><ul aria-labelledby="side-${group}">${links.join('')}</ul>`;
    })
    .join('');
}

function onThisPage(page: Page, language: Language): string {
  const headings = page.blocks.flatMap((part) => (part.kind === 'heading' && part.level === 2 ? [part] : []));
  if (headings.length < 3 || headings.length > 40) return '';
  const label = frameWords.onThisPage[language];
  return `<aside class="contents" aria-label="${label}"><p>${label}</p><ul>${headings.map(({ id, text }) => `<li><a href="#${id}">${inline(text, language)}</a></li>`).join('')}</ul></aside>`;
}
