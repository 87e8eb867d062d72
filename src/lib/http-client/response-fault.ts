/** What is wrong with the bytes of a response. */
export class ResponseFault extends Error {
  readonly code: 'bad_response' | 'too_large' | 'content_encoding';

  constructor(code: ResponseFault['code'], message: string) {
    super(message);
    this.name = 'ResponseFault';
    this.code = code;
  }
}
