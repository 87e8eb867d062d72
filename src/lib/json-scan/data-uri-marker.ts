/**
 * Finds `data:<media type>;base64,` in a text that comes character by character.
 * `push` answers the media type when the character completes a marker.
 */
export class DataUriMarker {
  private matched = 0;
  private media = '';

  /** Whether nothing of a marker has been seen, so that only a `d` can matter next. */
  get isIdle(): boolean {
    return this.matched === 0;
  }

  push(unit: number): string | undefined {
    if (this.matched < scheme.length) {
      const lower = unit | 0x20;
      if (unit < 128 && lower === scheme.charCodeAt(this.matched)) this.matched++;
      else this.matched = lower === 0x64 && unit < 128 ? 1 : 0;
      return undefined;
    }
    if (unit === 0x2c) {
      const mediaType = mediaTypeOf(this.media);
      this.reset();
      return mediaType;
    }
    if (unit === 0x3a && this.media.endsWith('data')) {
      this.media = '';
    } else if (unit < 128 && mediaBytes[unit] === 1 && this.media.length < 200) {
      this.media += String.fromCharCode(unit).toLowerCase();
    } else {
      this.reset();
      if ((unit | 0x20) === 0x64 && unit < 128) this.matched = 1;
    }
    return undefined;
  }

  reset(): void {
    this.matched = 0;
    this.media = '';
  }
}

/**
 * What stands between `data:` and the comma, in lower case, read as a media type without its parameters;
 * undefined when the data is not base64.
 */
export function mediaTypeOf(text: string): string | undefined {
  if (!text.endsWith(';base64')) return undefined;
  return text.slice(0, text.indexOf(';'));
}

const scheme = 'data:';
const mediaBytes = new Uint8Array(128);
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/;=+-._!#$&^*'%") {
  mediaBytes[char.charCodeAt(0)] = 1;
}
