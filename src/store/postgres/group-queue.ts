import type { Work } from './transaction.ts';
import type { Transactions } from './transactions.ts';

/** More than 64 savepoints in one transaction no longer fit the server's per-process cache (PostgreSQL manual 74.3). */
const unitsPerCommitMax = 60;

interface Waiting extends Work {
  readonly groupName: string;
  resolve: (output: unknown) => void;
  reject: (error: unknown) => void;
}

/** Units that wait while a commit is under way share the next one. An idle queue runs a unit at once. */
export class GroupQueue {
  readonly #transactions: Transactions;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  add(work: Work, groupName: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...work, groupName, resolve, reject });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      // Stable, so the calls of one unit keep the order they were asked for.
      const group = this.#waiting.splice(0, unitsPerCommitMax).sort(byGroupAndUnit);
      const answers = await this.#transactions.writeGroup(group);
      for (const [index, { resolve, reject }] of group.entries()) {
        const answer = answers[index]!;
        if (answer.status === 'fulfilled') resolve(answer.value);
        else reject(answer.reason);
      }
    }
    this.#running = false;
  }
}

/** Calls of one unit stand side by side, so that its `runAll` can take them together. */
function byGroupAndUnit(one: Waiting, other: Waiting): number {
  return inOrder(one.groupName, other.groupName) || inOrder(one.unit.name, other.unit.name);
}

const inOrder = (one: string, other: string): number => Number(one > other) - Number(one < other);
