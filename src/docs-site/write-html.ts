import type { Block, Page } from './page.ts';

const style = `:root{color-scheme:light dark;--ink:#1c1b18;--paper:#fdfcf8;--soft:#f1eee4;--line:#d8d3c4;--link:#7a4a00;--good:#1f6b32;--bad:#a11d1d;--wait:#7a5a00}
@media(prefers-color-scheme:dark){:root{--ink:#ece8dc;--paper:#181713;--soft:#24221c;--line:#3d3a30;--link:#f0bd6a;--good:#7fd197;--bad:#ff9b92;--wait:#e6c36a}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}
main,nav{max-width:60rem;margin:0 auto;padding:1rem 1.25rem}nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;border-bottom:1px solid var(--line)}
a{color:var(--link)}h1{line-height:1.2;margin:1rem 0 .5rem}h2{margin:2.25rem 0 .5rem;line-height:1.25}p,li{max-width:44rem;overflow-wrap:anywhere}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line);min-width:6rem}
th{background:var(--soft)}pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.9rem;overflow-x:auto;font-size:.875rem}
.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}.wait{color:var(--wait);font-weight:600}`;

/** A whole document without scripts, images or anything fetched from elsewhere. */
export function writeHtml(page: Page): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(page.title)} · Plantain</title><meta name="description" content="${escaped(page.summary)}">
<link rel="alternate" type="text/markdown" href="${page.path}.md"><style>${style}</style></head>
<body><nav aria-label="Documentation"><a href="/docs">Plantain</a><a href="/docs/status">Status</a><a href="/docs/errors">Errors</a><a href="/openapi.json">OpenAPI</a><a href="/llms.txt">llms.txt</a></nav>
<main><h1>${escaped(page.title)}</h1><p>${escaped(page.summary)}</p>${page.blocks.map(block).join('\n')}</main></body></html>
`;
}

function block(part: Block): string {
  switch (part.kind) {
    case 'heading':
      return `<h2>${escaped(part.text)}</h2>`;
    case 'paragraph':
      return `<p>${escaped(part.text)}</p>`;
    case 'list':
      return `<ul>${part.items.map(({ text, href }) => `<li>${href ? `<a href="${escaped(href)}">${escaped(text)}</a>` : escaped(text)}</li>`).join('')}</ul>`;
    case 'code':
      return `<pre tabindex="0"><code>${escaped(part.text)}</code></pre>`;
    case 'table':
      return `<div class="wide" tabindex="0"><table><thead><tr>${part.head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${part.rows.map((cells) => `<tr>${cells.map(cell).join('')}</tr>`).join('')}</tbody></table></div>`;
  }
}

const tones: Readonly<Record<string, string>> = {
  Verified: 'good',
  'Verified (sandbox)': 'good',
  Failing: 'bad',
  Beta: 'wait',
};

const cell = (text: string) =>
  tones[text] ? `<td class="${tones[text]}">${escaped(text)}</td>` : `<td>${escaped(text)}</td>`;

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
