/**
 * Why a document was refused. `truncated`: it ended before it was closed. `malformed`: it is not JSON.
 * `invalid_base64`: a captured value is not base64. `too_large`: one of the limits was passed.
 * Messages never quote the document.
 */
export type ScanFailureCode = 'truncated' | 'malformed' | 'invalid_base64' | 'too_large';

export class ScanFailure extends Error {
  readonly code: ScanFailureCode;

  constructor(code: ScanFailureCode, message: string) {
    super(message);
    this.name = 'ScanFailure';
    this.code = code;
  }
}

export class TruncatedJson extends ScanFailure {
  constructor(message: string) {
    super('truncated', message);
    this.name = 'TruncatedJson';
  }
}

export class MalformedJson extends ScanFailure {
  constructor(message: string) {
    super('malformed', message);
    this.name = 'MalformedJson';
  }
}

export class InvalidBase64 extends ScanFailure {
  constructor(message: string) {
    super('invalid_base64', message);
    this.name = 'InvalidBase64';
  }
}

export class JsonTooLarge extends ScanFailure {
  constructor(message: string) {
    super('too_large', message);
    this.name = 'JsonTooLarge';
  }
}
