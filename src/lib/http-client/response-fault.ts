/** What is wrong with the bytes of a response. */
export class ResponseFault extends Error {
  readonly code: 'bad_response' | 'too_large' | 'content_encoding';
  /** Of a head that is too large. */
  readonly status: number | undefined;

  constructor(code: ResponseFault['code'], message: string, status?: number) {
    super(message);
    this.name = 'ResponseFault';
    this.code = code;
    this.status = status;
  }
}
