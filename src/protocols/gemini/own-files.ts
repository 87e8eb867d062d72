import { Failure } from '../../generation/failure.ts';
import type { Reference } from '../../generation/request.ts';
import type { RouteInput, ScannedBody } from '../../generation/route-input.ts';
import { toCamelCase } from '../../lib/camel-case.ts';
import { uploadId } from './file-resource.ts';
import { mostNoted } from './inline-images.ts';
import { noSuchFile } from './manage-files.ts';

export interface WithFiles {
  readonly skeleton: unknown;
  readonly references: readonly Reference[];
  /** Of each reference, what stands for its bytes in the skeleton. */
  readonly files: readonly string[];
}

/** As many as a receipt tells of; each is looked up, opened and copied. */
const mostFiles = mostNoted;

/**
 * Pictures of this server that a body names (`fileData`) instead of bringing them: no upstream can read them, so
 * they become references and their bytes stand in the body that is sent. Other URIs stay as they are. Throws
 * `invalid_request` for more than 100 of them before any is looked up.
 */
export async function withOwnFiles(input: RouteInput, body: ScannedBody): Promise<WithFiles> {
  const named: { readonly picture: OwnPicture; readonly inlineData: { mimeType: string; data: string } }[] =
    [];

  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, member]): [string, unknown] => {
      const picture =
        toCamelCase(name) === 'fileData' ? namedPicture(input.publicUrl, fileUriOf(member)) : undefined;
      if (!picture) return [name, visit(member)];
      if (named.length === mostFiles) throw tooManyFiles();
      // The id of a request cannot be known before its answer, so no text of a client can equal this.
      const inlineData = { mimeType: '', data: `file ${named.length} of ${input.requestId}` };
      named.push({ picture, inlineData });
      return ['inlineData', inlineData];
    });
    return Object.fromEntries(members);
  };

  const { contents, ...rest } = body.skeleton as Record<string, unknown>;
  if (contents === undefined) return { skeleton: body.skeleton, references: [], files: [] };
  const skeleton = { contents: visit(contents), ...rest };
  const references: Reference[] = [];
  for (const { picture, inlineData } of named) {
    const { uri, url, mediaType } = await keptPicture(input, picture);
    inlineData.mimeType = mediaType;
    references.push({ kind: 'url', url, field: uri });
  }
  return { skeleton, references, files: named.map(({ inlineData }) => inlineData.data) };
}

const tooManyFiles = () =>
  new Failure('invalid_request', {
    message: `contents: at most ${mostFiles} files of this server (fileData.fileUri) may be named in one request.`,
    param: 'contents',
  });

/** Google's name of a file here, and the address of the same upload. */
const ownAddress = /^\/(?:v1(?:beta)?\/files\/|uploads\/file_)([0-9a-f]{32})(?:\.\w+)?$/;

/** The address of a picture made here, with what its link is signed with; one that is gone is found out when it is read. */
const artifactAddress = /^(\/task-artifacts\/[\w./-]+\.(png|jpeg|webp))(\?[^#]*)?(?:#.*)?$/;

/** A picture made here, whose address says all of it, or an upload, which is to be looked up. */
type OwnPicture = KeptPicture | { readonly uri: string; readonly upload: string };

interface KeptPicture {
  readonly uri: string;
  readonly url: string;
  readonly mediaType: string;
}

/** The kept picture a `fileData` names, if it is one of this server's. */
export async function ownPicture(input: RouteInput, fileData: unknown): Promise<KeptPicture | undefined> {
  const picture = namedPicture(input.publicUrl, fileUriOf(fileData));
  return picture && keptPicture(input, picture);
}

function fileUriOf(fileData: unknown): unknown {
  if (typeof fileData !== 'object' || fileData === null) return undefined;
  return Object.entries(fileData).find(([name]) => toCamelCase(name) === 'fileUri')?.[1];
}

function namedPicture(publicUrl: string, uri: unknown): OwnPicture | undefined {
  if (typeof uri !== 'string' || !uri.startsWith(`${publicUrl}/`)) return undefined;
  const path = uri.slice(publicUrl.length);
  const [, artifact, extension, query = ''] = artifactAddress.exec(path) ?? [];
  if (artifact) {
    const bare = publicUrl + artifact;
    return { uri: bare, url: bare + query, mediaType: `image/${extension}` };
  }
  const id = ownAddress.exec(path)?.[1];
  return id === undefined ? undefined : { uri, upload: id };
}

async function keptPicture(input: RouteInput, picture: OwnPicture): Promise<KeptPicture> {
  if (!('upload' in picture)) return picture;
  const upload = await input.uploads.find(uploadId(picture.upload));
  if (upload?.state !== 'kept') throw noSuchFile(picture.upload);
  const url = `${input.publicUrl}/uploads/${upload.name}`;
  return { uri: picture.uri, url, mediaType: upload.mediaType };
}
