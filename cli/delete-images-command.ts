import type { Command } from 'commander';
import type { deletedView } from '../src/admin/image-routes.ts';
import { at } from './admin/admin.ts';
import { type AdminOptions, adminCommand, withAdmin } from './admin/with-admin.ts';
import { printJson } from './print.ts';

/** What an operator does who is asked to take a picture down. */
export const deleteImagesCommand = (): Command =>
  adminCommand(
    'delete-images <generation>',
    'Delete the images of a generation, of any account, before they expire; its receipt and its charge stay.',
  ).action(async (generation: string, options: AdminOptions) => {
    const deleted = await withAdmin(options, (admin) =>
      admin.remove<ReturnType<typeof deletedView>>(at`/generations/${generation}/images`),
    );
    if (options.json) return printJson(deleted);
    if (deleted.images === 0) return console.log(`${generation} has no images that are kept.`);
    const { images, account_id, deleted_at } = deleted;
    console.log(`${images} ${images === 1 ? 'image' : 'images'} of ${account_id} deleted ${deleted_at}`);
    if (options.server === undefined) console.log('A running gateway deletes the files within a minute.');
  });
