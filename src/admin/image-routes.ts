import { Refusal } from '../generation/refusal.ts';
import { isoTime } from '../lib/iso-time.ts';
import type { DeleteAnyImages, WithdrawnImages } from '../records/withdraw-images.ts';
import { type AdminOperation, answered, idOf } from './admin-route.ts';

/** Pictures of any account, taken away before their time. */
export const imageRoutes = (deleteAny: DeleteAnyImages): AdminOperation[] => [
  {
    method: 'DELETE',
    path: '/generations/:id/images',
    docs: {
      summary: 'Delete the images of a generation before they expire; its receipt and its charge stay',
    },
    async run(input) {
      const id = idOf(input);
      const withdrawn = await deleteAny(id, input.by);
      if (withdrawn === 'unknown') throw new Refusal('not_found', `There is no generation ${id}.`);
      if (withdrawn === 'running') {
        throw new Refusal('conflict', `The generation ${id} has not ended. Delete its images once it has.`);
      }
      return answered(deletedView(id, withdrawn));
    },
  },
];

export const deletedView = (id: string, { accountId, mode, images, deletedAtMs }: WithdrawnImages) => ({
  object: 'deleted_images',
  generation_id: id,
  account_id: accountId,
  mode,
  images,
  deleted_at: isoTime(deletedAtMs),
});
