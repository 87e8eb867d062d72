import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const keptPicture = z.object({
  /** Says whose it is and under which URL, and cannot be read back: URLs carry secrets. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** SHA-256 of its bytes, hex; the name of its file. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  mediaType: z.string().regex(/^image\/(png|jpeg|webp|gif)$/),
  sizeBytes: z.int().positive(),
  width: z.int().positive(),
  height: z.int().positive(),
  storedAtMs: z.int(),
  freshUntilMs: z.int(),
});

export type KeptPicture = Readonly<z.infer<typeof keptPicture>>;

/** The index of kept pictures as lines of a file, so that a restart finds them again. */
export interface PictureJournal {
  /** What was noted and can be read, the newest note of a key last. */
  read(): Promise<readonly KeptPicture[]>;
  note(picture: KeptPicture): Promise<void>;
  /** Puts these in the place of all notes. */
  rewrite(pictures: Iterable<KeptPicture>): Promise<void>;
}

const name = 'index.jsonl';

export function openPictureJournal(folder: string): PictureJournal {
  const file = path.join(folder, name);
  // One after another: a note must not fall between reading the index and putting a new one in its place.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch(() => '');
      return text.split('\n').flatMap(parseLine);
    },
    note: (picture) => inTurn(() => appendFile(file, `${JSON.stringify(picture)}\n`, { mode: 0o600 })),
    rewrite: (pictures) =>
      inTurn(async () => {
        const lines = [...pictures].map((picture) => `${JSON.stringify(picture)}\n`);
        // Workers on one folder may do so at once: each has a draft of its own.
        const draft = `${file}.${process.pid}`;
        await writeFile(draft, lines.join(''), { mode: 0o600 });
        await rename(draft, file);
      }),
  };
}

/** Nothing for a line that was cut by a crash, or written by another version. */
function parseLine(line: string): KeptPicture[] {
  if (line === '') return [];
  try {
    return [keptPicture.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
