import { openStored } from '../archive/open-stored.ts';
import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { FoundArtifact } from '../generation/found-artifact.ts';
import type { MediaType } from '../generation/image-format.ts';
import type {
  CallerUploads,
  Filling,
  Piece,
  PieceTaken,
  PromisedUpload,
  Upload,
  UploadedFile,
} from '../generation/upload.ts';
import type { FairPlaces } from '../lib/fair-places.ts';
import { type Random, randomText, systemRandom } from '../lib/ids.ts';
import type { UploadRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { type FillParts, fillReserved, noRoom } from './fill-reserved.ts';
import { keepBytes } from './keep-bytes.ts';
import { hashOf, idOf, isOf, isThere, newRow, toUpload } from './row-of-upload.ts';
import { withStill } from './still-upload.ts';
import { takePart } from './take-part.ts';
import { checkUploadSize, takeUpload } from './take-upload.ts';
import { uploadKey, uploadName } from './upload-key.ts';
import { receivedBytes } from './upload-parts.ts';
import { createUploadPlaces } from './upload-places.ts';
import {
  abandonUpload,
  addUpload,
  fillUpload,
  findUpload,
  forgetUploads,
  listUploads,
  removeUpload,
} from './upload-rows.ts';

/** How long a reserved place waits for its bytes. */
const fillMs = 15 * 60_000;

export interface UploadParts extends Omit<FillParts, 'places'> {
  /** Default: those of `createUploadPlaces`. */
  readonly places?: FairPlaces;
  readonly random?: Random;
}

export type StoredUploads = Omit<CallerUploads, 'keepUrl'>;

export interface Uploads {
  of(caller: Caller): StoredUploads;
  /** Puts the bytes into the reserved place of that name. */
  fill(name: string, filling: Filling): Promise<Upload>;
  /** Takes one piece of what fills the reserved place of that name. */
  fillPiece(name: string, piece: Piece): Promise<PieceTaken>;
  /** By the last part of its URL; `missing` also for an upload that is not of the caller's account and mode. */
  open(name: string, caller?: Pick<Caller, 'accountId' | 'mode'>): Promise<FoundArtifact>;
}

/** Images that clients leave with us: bytes in the archive, names and quota in rows. */
export function createUploads(given: UploadParts): Uploads {
  const { places = createUploadPlaces(), ...others } = given;
  const parts = { places, ...others };
  const { store, clock } = parts;
  const random = parts.random ?? systemRandom;
  const newId = () => `file_${Buffer.from(random(16)).toString('hex')}`;

  const keepFile = (caller: Caller, file: UploadedFile, filename?: string): Promise<Upload> =>
    withStill(file, parts.converter, async (still) => {
      const row = newRow({ caller, id: newId(), nowMs: clock.now(), filename });
      const { mediaType, sizeBytes, width, height } = still;
      // Awaited, by nobody but us, until its bytes are there: a process that dies in between leaves no name without them.
      const claimedUntilMs = row.created_at + fillMs;
      const place = { state: 'awaited', fill_until: claimedUntilMs, claimed_until: claimedUntilMs };
      const awaited = { ...row, ...place, media_type: mediaType, size_bytes: sizeBytes, width, height };
      await add(store, awaited);
      try {
        await keepBytes(parts.files, uploadKey(awaited), { mediaType, turnOf: caller.keyId }, still);
        const answer = await store.write(fillUpload, { row: awaited, claimedUntilMs });
        if (answer !== 'filled')
          throw new Failure('internal', { internal: `the place of ${row.id}: ${answer}` });
      } catch (error) {
        await drop(parts, awaited).catch(() => undefined);
        throw error;
      }
      return toUpload({ ...awaited, state: 'kept' });
    });

  return {
    of: (caller) => ({
      keepFile: (file, filename) => keepFile(caller, file, filename),
      async keep(bytes, filename) {
        const spool = await takeUpload(
          { places, keyId: caller.keyId, bytes },
          parts.files.spoolFolder,
          newId(),
        );
        return keepFile(caller, spool, filename).finally(() => spool.discard());
      },
      async reserve(promised: PromisedUpload) {
        checkUploadSize(promised.sizeBytes);
        const nowMs = clock.now();
        const token = randomText(43, random);
        const row: UploadRow = {
          ...newRow({ caller, id: newId(), nowMs, filename: promised.filename }),
          state: 'awaited',
          media_type: promised.mediaType,
          size_bytes: promised.sizeBytes,
          token_hash: hashOf(token),
          fill_until: nowMs + fillMs,
        };
        await add(store, row);
        return { upload: toUpload(row), token, fillUntilMs: nowMs + fillMs };
      },
      async find(id) {
        const row = await store.read(findUpload, id);
        return isThere(row, clock.now()) && isOf(row, caller) ? toUpload(row) : undefined;
      },
      async list(query) {
        const { accountId, mode } = caller;
        const rows = await store.read(listUploads, { accountId, mode, nowMs: clock.now(), ...query });
        return rows.map(toUpload);
      },
      async remove(id) {
        const row = await store.read(findUpload, id);
        const { accountId, mode } = caller;
        if (!row || !(await store.write(removeUpload, { id, accountId, mode }))) return false;
        await parts.files.delete(uploadKey(row));
        return true;
      },
    }),
    fill: async (name, filling) => {
      const row = await store.read(findUpload, idOf(name));
      return toUpload(await fillReserved(parts, row, hashOf(filling.token), filling));
    },
    async fillPiece(name, piece) {
      const row = await takePart(parts, await store.read(findUpload, idOf(name)), piece);
      const isWhole = row.state === 'kept';
      return { upload: toUpload(row), receivedBytes: isWhole ? row.size_bytes : receivedBytes(row) };
    },
    async open(name, caller) {
      const row = await store.read(findUpload, idOf(name));
      if (row?.state !== 'kept' || uploadName(row) !== name || (caller && !isOf(row, caller)))
        return { state: 'missing' };
      if (!isThere(row, clock.now())) return { state: 'expired' };
      const key = uploadKey(row);
      return {
        state: 'kept',
        artifact: {
          key,
          number: 1,
          mediaType: row.media_type as MediaType,
          sizeBytes: row.size_bytes,
          width: row.width,
          height: row.height,
          expiresAtMs: row.expires_at,
        },
        open: (range, reader) => openStored(parts.files, key, range, reader),
      };
    },
  };
}

/** While there is a row, somebody finds the bytes: one whose bytes cannot be deleted now waits for the sweep, out of the quota. */
async function drop({ store, files, clock }: UploadParts, row: UploadRow): Promise<void> {
  const isGone = await files.delete(uploadKey(row)).then(
    () => true,
    () => false,
  );
  if (isGone) await store.write(forgetUploads, [row.id]);
  else await store.write(abandonUpload, { id: row.id, nowMs: clock.now() });
}

async function add(store: Store, row: UploadRow): Promise<void> {
  const usedUp = await store.write(addUpload, row);
  if (usedUp) throw noRoom(usedUp);
}
