/**
 * The codings a Content-Encoding says that change bytes, in lower case. Names that nobody registered are passed over, as
 * browsers do: gateways write charsets there, stores the framing of an upload (`aws-chunked`). Elements of a list may be
 * empty (RFC 9110 §5.6.1.2).
 */
export const contentCodings = (header = ''): readonly string[] =>
  header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => registered.has(name));

/** IANA's list of HTTP content codings. */
const registered = new Set([
  'aes128gcm',
  'br',
  'compress',
  'dcb',
  'dcz',
  'deflate',
  'exi',
  'gzip',
  'pack200-gzip',
  'x-compress',
  'x-gzip',
  'zstd',
]);
