import type { RouteInput, ScannedBody } from '../../generation/protocol.ts';
import type { Reference } from '../../generation/request.ts';
import { toCamelCase } from '../../lib/camel-case.ts';
import { uploadId } from './file-resource.ts';
import { noSuchFile } from './manage-files.ts';

export interface WithFiles {
  readonly skeleton: unknown;
  readonly references: readonly Reference[];
  /** Of each reference, what stands for its bytes in the skeleton. */
  readonly files: readonly string[];
}

/**
 * Pictures of this server that a body names (`fileData`) instead of bringing them: no upstream can read them, so
 * they become references and their bytes stand in the body that is sent. Other URIs stay as they are.
 */
export async function withOwnFiles(input: RouteInput, body: ScannedBody): Promise<WithFiles> {
  const references: Reference[] = [];
  const files: string[] = [];

  // One after another: the references are in the order of the body, however long each look takes.
  const visit = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) {
      const items = [];
      for (const item of value) items.push(await visit(item));
      return items;
    }
    if (typeof value !== 'object' || value === null) return value;
    const members: [string, unknown][] = [];
    for (const [name, member] of Object.entries(value)) {
      const found = toCamelCase(name) === 'fileData' ? await ownPicture(input, member) : undefined;
      if (!found) {
        members.push([name, await visit(member)]);
        continue;
      }
      // The id of a request cannot be known before its answer, so no text of a client can equal this.
      const placeholder = `file ${files.length} of ${input.requestId}`;
      files.push(placeholder);
      references.push({ kind: 'url', url: found.url, field: found.uri });
      members.push(['inlineData', { mimeType: found.mediaType, data: placeholder }]);
    }
    return Object.fromEntries(members);
  };

  const { contents, ...rest } = body.skeleton as Record<string, unknown>;
  if (contents === undefined) return { skeleton: body.skeleton, references, files };
  return { skeleton: { contents: await visit(contents), ...rest }, references, files };
}

/** Google's name of a file here, and the address of the same upload. */
const ownAddress = /^\/(?:v1(?:beta)?\/files\/|uploads\/file_)([0-9a-f]{32})(?:\.\w+)?$/;

/** The address of a picture made here, with what its link is signed with; one that is gone is found out when it is read. */
const artifactAddress = /^(\/task-artifacts\/[\w./-]+\.(png|jpeg|webp))(\?[^#]*)?(?:#.*)?$/;

/** The kept picture a `fileData` names, if it is one of this server's. */
export async function ownPicture(input: RouteInput, fileData: unknown) {
  if (typeof fileData !== 'object' || fileData === null) return undefined;
  const uri = Object.entries(fileData).find(([name]) => toCamelCase(name) === 'fileUri')?.[1];
  if (typeof uri !== 'string' || !uri.startsWith(`${input.publicUrl}/`)) return undefined;
  const path = uri.slice(input.publicUrl.length);
  const [, artifact, extension, query = ''] = artifactAddress.exec(path) ?? [];
  if (artifact) {
    const bare = input.publicUrl + artifact;
    return { uri: bare, url: bare + query, mediaType: `image/${extension}` };
  }
  const id = ownAddress.exec(path)?.[1];
  if (id === undefined) return undefined;
  const upload = await input.uploads.find(uploadId(id));
  if (upload?.state !== 'kept') throw noSuchFile(id);
  return { uri, url: `${input.publicUrl}/uploads/${upload.name}`, mediaType: upload.mediaType };
}
