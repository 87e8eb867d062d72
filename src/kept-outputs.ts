import type { Ticket } from './admission/accept.ts';
import type { ArtifactStore } from './archive/stores/artifact-store.ts';
import { withCosts } from './channels/attempt-cost.ts';
import type { Channel } from './channels/channel.ts';
import { ranBefore } from './drop-images.ts';
import type { Artifact, Produced } from './generation/outcome.ts';
import type { Log } from './lib/log.ts';
import type { Tried } from './pipeline.ts';
import type { ProduceWork } from './produced.ts';
import { noteKeptOutput, readKeptOutputs } from './records/kept-outputs.ts';
import { type AwayParts, outlastAway } from './records/outlast-away.ts';
import type { ProgressBoard } from './records/progress-board.ts';
import { costInput } from './settlement.ts';
import type { Store } from './store/store.ts';

export interface KeptParts extends AwayParts {
  readonly store: Store;
  readonly files: ArtifactStore;
  readonly progress: ProgressBoard;
  readonly channels: () => readonly Channel[];
  readonly log: Log;
}

/**
 * Whether outputs are noted one by one. A request somebody waits for is not run again when its process dies, and a
 * single output is settled as soon as it is archived: a note would take as long.
 */
const isNoted = ({ request }: Ticket) => request.kind === 'async-image' && request.count > 1;

/**
 * Notes an archived output, which is paid for upstream, so that no later run makes it again. Never rejects: the images
 * are there, and whether they may be settled here, the settlement is told by the same fence.
 */
export async function noteOutput(
  parts: KeptParts,
  ticket: Ticket,
  produced: Produced,
  { attempts, route }: Tried,
): Promise<void> {
  if (!isNoted(ticket)) return;
  const own = attempts.filter(({ slot }) => slot === produced.slot);
  const costs = costInput(parts, ticket, [produced]);
  const { id, fence } = ticket;
  const output = { ...produced, attempts: withCosts(own, costs), route };
  const note = { id, fence, nowMs: parts.clock.now(), output };
  try {
    await outlastAway(parts, ticket, () => parts.store.write(noteKeptOutput, note));
  } catch (error) {
    parts.log.warn({ err: error, generation: id }, 'an archived output was not noted');
  }
}

type Receiving = Pick<ProduceWork, 'attempts' | 'route'>;

/**
 * What earlier runs of a task, which were cut off, had archived and noted; their attempts go to `tried`. This run makes
 * the other outputs.
 */
export async function recallOutputs(parts: KeptParts, ticket: Ticket, tried: Receiving): Promise<Produced[]> {
  if (!isNoted(ticket) || !ranBefore(ticket)) return [];
  const { id } = ticket;
  const noted = await outlastAway(parts, ticket, () => parts.store.read(readKeptOutputs, { id }));
  const recalled: Produced[] = [];
  for (const { attempts, route, ...produced } of noted) {
    if (!(await areThere(parts.files, produced.artifacts))) continue;
    recalled.push(produced);
    tried.attempts.push(...attempts);
    for (const _ of attempts) parts.progress.note(ticket, produced.slot, 'attempt');
    parts.progress.note(ticket, produced.slot, 'answered');
    parts.progress.note(ticket, produced.slot, 'archived');
    // Else the run that makes the others tells its own.
    if (recalled.length === ticket.request.count) tried.route.push(...route);
  }
  return recalled;
}

/** What is gone from the archive, or was replaced there, is not charged. One that cannot be asked has them. */
async function areThere(files: ArtifactStore, artifacts: readonly Artifact[]): Promise<boolean> {
  for (const { key, sizeBytes } of artifacts) {
    const isThere = await files.head(key).then(
      (entry) => entry?.sizeBytes === sizeBytes,
      () => true,
    );
    if (!isThere) return false;
  }
  return true;
}
