/** Where and why a text is no JSON, in the words of Google's stream parser. */
export interface JsonError {
  readonly offset: number;
  readonly sentence: string;
}

const literal = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null/iy;
const escapeSequence = /\\(?:["\\/bfnrt]|u[\da-f]{4})/iy;

type Expecting = 'value' | 'array value' | 'array mid' | 'key' | 'colon' | 'object mid' | 'end';

const sentences: Readonly<Record<Expecting, string>> = {
  value: 'Expected a value.',
  'array value': 'Expected a value or ] within an array.',
  'array mid': 'Expected , or ] after array value.',
  key: 'Expected an object key or }.',
  colon: 'Expected : between key:value pair.',
  'object mid': 'Expected , or } after key:value pair.',
  end: 'Parsing terminated before end of input.',
};

/** Finds the first syntax error; only for texts that JSON.parse has refused, whose errors tell no place on Node 20. */
export function findJsonError(text: string): JsonError {
  const open: ('object' | 'array')[] = [];
  let expecting: Expecting = 'value';
  for (let at = 0; ; ) {
    while (/\s/.test(text.charAt(at))) at += 1;
    const token = readToken(text, at);
    if (!token) return { offset: at, sentence: sentenceAt(text, at, expecting) };
    const next = step(expecting, token.kind, open);
    if (next === undefined) {
      const isValue = expecting === 'value' || expecting === 'array value';
      return { offset: at, sentence: isValue ? 'Unexpected token.' : sentences[expecting] };
    }
    expecting = next;
    at = token.end;
  }
}

/** A mark, or `string` or `literal`. */
function readToken(text: string, at: number): { kind: string; end: number } | undefined {
  const first = text.charAt(at);
  if (first !== '' && '{}[],:'.includes(first)) return { kind: first, end: at + 1 };
  if (first === '"') {
    const end = stringEnd(text, at + 1);
    return end < 0 ? undefined : { kind: 'string', end };
  }
  literal.lastIndex = at;
  const match = literal.exec(text);
  return match ? { kind: 'literal', end: at + match[0].length } : undefined;
}

function stringEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return -1;
    if (code !== 0x5c) continue;
    escapeSequence.lastIndex = at;
    const match = escapeSequence.exec(text);
    if (!match) return -1;
    at += match[0].length - 1;
  }
  return -1;
}

function sentenceAt(text: string, offset: number, expecting: Expecting): string {
  return (offset >= text.length ? 'Unexpected end of string. ' : '') + sentences[expecting];
}

function step(expecting: Expecting, kind: string, open: ('object' | 'array')[]): Expecting | undefined {
  switch (expecting) {
    case 'key':
      if (kind === 'string') return 'colon';
      return kind === '}' ? close(open) : undefined;
    case 'colon':
      return kind === ':' ? 'value' : undefined;
    case 'object mid':
      if (kind === ',') return 'key';
      return kind === '}' ? close(open) : undefined;
    case 'array mid':
      if (kind === ',') return 'value';
      return kind === ']' ? close(open) : undefined;
    case 'end':
      return undefined;
    default:
      if (kind === 'string' || kind === 'literal') return after(open);
      if (kind === ']' && expecting === 'array value') return close(open);
      return enter(kind, open);
  }
}

function enter(kind: string, open: ('object' | 'array')[]): Expecting | undefined {
  if (kind !== '{' && kind !== '[') return undefined;
  open.push(kind === '{' ? 'object' : 'array');
  return kind === '{' ? 'key' : 'array value';
}

function close(open: ('object' | 'array')[]): Expecting {
  open.pop();
  return after(open);
}

function after(open: readonly ('object' | 'array')[]): Expecting {
  const around = open.at(-1);
  if (around === undefined) return 'end';
  return around === 'object' ? 'object mid' : 'array mid';
}
