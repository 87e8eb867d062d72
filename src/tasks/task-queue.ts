/** Where accepted tasks wait for a process to perform them. The row is the task; the queue only brings it to notice. */
export interface TaskQueue {
  /** Called after an accept in this process; the queue may also notice by itself. */
  wake(): void;
  /** Stops taking tasks. Those begun go on. */
  stop(): Promise<void>;
}

/**
 * Takes one task, or any when no id is given, and begins to perform it. False when there was none to take.
 * Resolves when it has begun, and waits while the process is at its limit.
 */
export type BeginTask = (id?: string) => Promise<boolean>;
