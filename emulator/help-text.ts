import type { DirectiveKey } from './directives/directive.ts';
import { commonKeys, directives } from './directives/directives.ts';

/** The text of --help: the options and every directive with its keys. */
export function helpText(): string {
  return [
    "A local Google image API. Point any Gemini client's base URL at it.",
    '',
    'Options',
    '  --port N            listen on this port (EMULATOR_PORT; default: a free one)',
    '  --host HOST         listen on this address (default 127.0.0.1)',
    '  --retire ID         answer 404 for this model id, as for a retired one; may be repeated',
    '  --also ID=LIKE      serve this model id, too, like a known one; may be repeated. What is different follows:',
    '                      ,sizes=1K+2K (or none) ,ratios=1:1+16:9 ,references=N ,search=none',
    '  --key KEY           accept this API key only; may be repeated (default: any without "invalid" in it)',
    '  --seed WORD         change the composition of the pictures',
    '  --token-lifetime S  seconds an OAuth access token is good for (default 3600)',
    '  --clock-skew S      seconds this clock is ahead of the machine; negative: behind',
    '  --exit-with-stdin   stop when the standard input ends',
    '',
    'When it listens it prints one line: {"url":"http://127.0.0.1:PORT","port":PORT}',
    '',
    'Directives stand in a prompt, any number of them, or in the header x-emulate.',
    '',
    ...directives.flatMap(({ name, summary, keys, example }) => [
      `  ${name.padEnd(14)} ${summary}`,
      ...keyLines(keys),
      `  ${''.padEnd(14)}   ${example}`,
    ]),
    '',
    'Every directive also takes',
    ...keyLines(commonKeys),
    '',
  ].join('\n');
}

function keyLines(keys: Readonly<Record<string, DirectiveKey>>): string[] {
  return Object.entries(keys).map(([name, { summary, oneOf }]) => {
    const choices = oneOf ? ` (${oneOf.join(' | ')})` : '';
    return `  ${''.padEnd(14)}   ${name}=…  ${summary}${choices}`;
  });
}
