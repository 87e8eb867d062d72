import { type Call, type ContractName, callOf } from './call-of.ts';
import type { Order } from './order.ts';

export type CodeLanguage = 'curl' | 'typescript' | 'python';

/** A whole program that sends the order to `origin` with the key in `PLANTAIN_KEY`. */
export function codeOf(contract: ContractName, language: CodeLanguage, order: Order, origin: string): string {
  return writers[language](callOf(contract, order), origin);
}

const writers: Readonly<Record<CodeLanguage, (call: Call, origin: string) => string>> = {
  // No line of the body can be the word that ends it: JSON has no bare line breaks inside texts.
  curl: ({ path, headers, body }, origin) =>
    [
      `curl -s ${origin}${path} \\`,
      '  -H "authorization: Bearer $PLANTAIN_KEY" \\',
      ...Object.entries(headers).map(([name, value]) => `  -H "${name}: ${value}" \\`),
      '  -H "content-type: application/json" \\',
      `  --data-binary @- <<'JSON'\n${JSON.stringify(body, null, 2)}\nJSON`,
    ].join('\n'),
  typescript: ({ path, headers, body }, origin) =>
    [
      `const response = await fetch('${origin}${path}', {`,
      "  method: 'POST',",
      '  headers: {',
      `    authorization: \`Bearer \${process.env.PLANTAIN_KEY}\`,`,
      "    'content-type': 'application/json',",
      ...Object.entries(headers).map(([name, value]) => `    '${name}': '${value}',`),
      '  },',
      `  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')}),`,
      '});',
      'console.log(response.status, await response.json());',
    ].join('\n'),
  python: ({ path, headers, body }, origin) =>
    [
      'import json, os, urllib.request',
      '',
      `body = ${pythonOf(body)}`,
      'request = urllib.request.Request(',
      `    "${origin}${path}",`,
      '    data=json.dumps(body).encode(),',
      '    headers={',
      '        "authorization": f"Bearer {os.environ[\'PLANTAIN_KEY\']}",',
      '        "content-type": "application/json",',
      ...Object.entries(headers).map(([name, value]) => `        "${name}": "${value}",`),
      '    },',
      ')',
      'with urllib.request.urlopen(request) as response:',
      '    print(response.status, json.load(response))',
    ].join('\n'),
};

/** As Python writes it: texts as JSON has them, but its own words for true, false and nothing. */
function pythonOf(value: unknown, indent = ''): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null) return 'None';
  if (typeof value !== 'object') return JSON.stringify(value);
  const deeper = `${indent}    `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const entries = Array.isArray(value)
    ? value.map((each) => pythonOf(each, deeper))
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([name, each]) => `${JSON.stringify(name)}: ${pythonOf(each, deeper)}`);
  if (entries.length === 0) return `${open}${close}`;
  return `${open}\n${entries.map((entry) => `${deeper}${entry},`).join('\n')}\n${indent}${close}`;
}
