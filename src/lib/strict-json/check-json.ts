/** What is wrong with a document that `JSON.parse` takes. */
export class UnsafeJson extends Error {
  override readonly name = 'UnsafeJson';
  /** The key at fault, or whose value is, shortened; absent where it is not about one. */
  readonly key: string | undefined;

  constructor(message: string, key?: string) {
    super(message);
    this.key = key?.slice(0, 64);
  }
}

/** Open objects and arrays. */
const mostDeep = 64;
/** Members and elements together. */
const mostMembers = 100_000;

/**
 * Refuses what two parsers may read as two things, and text that no UTF-8 can carry: equal keys in an object (of which
 * `JSON.parse` keeps the last and others the first), `__proto__`, halves of surrogate pairs, NUL. `text` must be valid
 * JSON. Throws `UnsafeJson`.
 */
export function checkJson(text: string): void {
  /** Keys of the open objects; undefined for arrays. */
  const open: (Set<string> | undefined)[] = [];
  let membersLeft = mostMembers;
  let key: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote: {
        const end = endOfString(text, at);
        const keys = open.at(-1);
        if (keys && isKey(text, end)) key = addKey(keys, text.slice(at, end));
        else checkText(text.slice(at, end), key);
        at = end - 1;
        break;
      }
      case openBrace:
      case openBracket:
        open.push(text.charCodeAt(at) === openBrace ? new Set() : undefined);
        if (open.length > mostDeep) throw new UnsafeJson(`nests deeper than ${mostDeep} levels`);
        membersLeft -= 1;
        break;
      case closeBrace:
      case closeBracket:
        open.pop();
        break;
      case comma:
        membersLeft -= 1;
        break;
      default:
    }
    if (membersLeft < 0) throw new UnsafeJson(`has more than ${mostMembers} members`);
  }
}

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** The place after the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
}

/** Whether a colon follows. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return text[at] === ':';
}

function addKey(keys: Set<string>, quoted: string): string {
  const key = JSON.parse(quoted) as string;
  checkText(quoted, key);
  if (key === '__proto__') throw new UnsafeJson('has a key that is not allowed', key);
  if (keys.has(key)) throw new UnsafeJson('has the same key twice', key);
  keys.add(key);
  return key;
}

/** Unescaped text came through a UTF-8 decoder, so only escapes can be at fault. */
function checkText(quoted: string, key: string | undefined): void {
  if (!suspicious.test(quoted)) return;
  const value = JSON.parse(quoted) as string;
  if (value.includes('\0')) throw new UnsafeJson('holds the character NUL', key);
  if (!value.isWellFormed()) throw new UnsafeJson('holds half of a surrogate pair', key);
}

/** An escape of a surrogate or of NUL. */
const suspicious = /\\u(?:0000|d[89a-f])/i;
