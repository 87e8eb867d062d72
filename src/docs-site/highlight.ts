const keywords: Readonly<Record<string, RegExp>> = {
  ts: /\b(?:import|from|const|let|await|async|new|for|of|if|else|return|throw|function|export|try|catch|while|true|false|null)\b/y,
  python:
    /\b(?:import|from|as|def|with|for|in|if|else|elif|return|while|raise|try|except|not|and|or|True|False|None)\b/y,
  sh: /\b(?:curl|export|if|then|fi|for|do|done|while|set)\b/y,
  json: /\b(?:true|false|null)\b/y,
  yaml: /^[ \t-]*[A-Za-z_][\w-]*(?=:)/my,
};

const strings = /'''[\s\S]*?'''|"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/y;
const numbers = /\b\d+(?:\.\d+)?\b/y;
const plain = /[A-Za-z_$][\w$]*|\s+|[\s\S]/y;

const commentOf = (language: string): RegExp | undefined => {
  if (language === 'ts') return /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
  return ['python', 'sh', 'yaml'].includes(language) ? /#[^\n]*/y : undefined;
};

/** Code as HTML with its strings, numbers, words and comments marked: enough to find one's way. */
export function highlight(text: string, language: string): string {
  const known = keywords[language];
  if (!known) return escaped(text);
  const rules: readonly (readonly [string, RegExp | undefined])[] = [
    ['c', commentOf(language)],
    ['s', strings],
    ['k', known],
    ['n', language === 'sh' ? undefined : numbers],
    ['', plain],
  ];
  let html = '';
  for (let at = 0; at < text.length; ) {
    for (const [name, rule] of rules) {
      if (!rule) continue;
      rule.lastIndex = at;
      const found = rule.exec(text)?.[0];
      if (!found) continue;
      html += name === '' ? escaped(found) : `<span class="${name}">${escaped(found)}</span>`;
      at += found.length;
      break;
    }
  }
  return html;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
