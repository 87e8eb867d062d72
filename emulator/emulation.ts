import { Occurrences } from './directives/occurrences.ts';
import { FileStore } from './files/file-store.ts';
import { Uploads } from './files/uploads.ts';
import type { AccessRules } from './http/access-rules.ts';
import { RequestLog } from './http/request-log.ts';
import type { Model } from './models/models.ts';
import { servedModels } from './models/served-models.ts';
import { createGallery, type Gallery } from './pictures/gallery.ts';
import { PublishedPictures } from './pictures/published-pictures.ts';
import { createReferenceReader, type ReferenceReader } from './pictures/reference-image.ts';
import { TokenDesk } from './tokens/token-desk.ts';

export interface EmulatorOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Model ids that answer 404 with Google's text for retired models. Default: none. */
  readonly retired?: readonly string[];
  /** Further model ids, each like a known one: `gemini-9=gemini-3.1-flash-image,sizes=1K+2K`. Default: none. */
  readonly also?: readonly string[];
  /** Accepted API keys. Default: every well-formed key that does not contain "invalid". */
  readonly keys?: readonly string[];
  /** Accepted OAuth access tokens. Default: none. */
  readonly bearerTokens?: readonly string[];
  /** Changes the composition of all pictures; the same seed gives the same bytes. */
  readonly seed?: string | number;
  /** Pictures drawn at one time, default 2. */
  readonly drawings?: number;
  /** How many requests `requests` keeps, default 1000; 0 turns recording off. */
  readonly recorded?: number;
  /** Unix milliseconds by the emulator's clock; default the machine's. */
  readonly now?: () => number;
  /** How long an access token of the token endpoint is good for; default one hour. */
  readonly tokenLifetimeMs?: number;
  /** Gets one line per failure inside the emulator. Default: silence. */
  readonly log?: (line: string) => void;
}

/** What the routes of one running emulator share. */
export interface Emulation {
  readonly access: AccessRules;
  /** By id, the retired ones among them. */
  readonly models: ReadonlyMap<string, Model>;
  readonly retired: ReadonlySet<string>;
  readonly seed: string;
  readonly gallery: Gallery;
  readonly published: PublishedPictures;
  readonly readReference: ReferenceReader;
  readonly occurrences: Occurrences;
  readonly now: () => number;
  readonly tokens: TokenDesk;
  readonly files: FileStore;
  readonly uploads: Uploads;
  readonly log: RequestLog;
}

export function createEmulation(options: EmulatorOptions): Emulation {
  const drawings = options.drawings ?? 2;
  const now = options.now ?? Date.now;
  return {
    access: {
      keys: options.keys ? new Set(options.keys) : undefined,
      bearerTokens: new Set(options.bearerTokens),
    },
    models: servedModels(options.also),
    retired: new Set(options.retired),
    seed: String(options.seed ?? ''),
    gallery: createGallery(drawings),
    published: new PublishedPictures(),
    readReference: createReferenceReader(drawings),
    occurrences: new Occurrences(),
    now,
    tokens: new TokenDesk({ now, lifetimeMs: options.tokenLifetimeMs ?? 3_600_000 }),
    files: new FileStore(now),
    uploads: new Uploads(),
    log: new RequestLog(options.recorded ?? 1000),
  };
}
