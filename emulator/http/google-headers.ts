/** Headers that Google's front end puts on every answer of the API. */
export const googleHeaders: Readonly<Record<string, string>> = {
  Vary: 'Origin, X-Origin, Referer',
  Server: 'scaffolding on HTTPServer2',
  'X-XSS-Protection': '0',
  'X-Frame-Options': 'SAMEORIGIN',
  'X-Content-Type-Options': 'nosniff',
};

export const jsonType = 'application/json; charset=UTF-8';
export const eventStreamType = 'text/event-stream';
