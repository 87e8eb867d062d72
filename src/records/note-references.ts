import type { ReferenceNote } from '../generation/reference-note.ts';
import { toJsonText } from '../store/json-text.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export interface ReferenceNotes {
  readonly id: string;
  readonly fence: number;
  readonly notes: readonly ReferenceNote[];
}

/** Keeps what became of the references so far; nothing when another owner holds the generation or it has ended. */
export const noteReferences = defineUnit({
  name: 'note-references',
  module: import.meta.url,
  group: true,
  async run(db: Db, { id, fence, notes }: ReferenceNotes): Promise<void> {
    await db
      .updateTable('generations')
      .set({ reference_notes: toJsonText(notes) })
      .where('id', '=', id)
      .where('fence', '=', fence)
      .where('finished_at', 'is', null)
      .execute();
  },
});
