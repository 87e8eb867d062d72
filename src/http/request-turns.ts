/** Requests begun before everything else of the process has a turn: some 10 ms of work. */
const perTurn = 32;

let begun = 0;
let isPlanned = false;
const waiting: (() => void)[] = [];

/**
 * A request's turn to begin; undefined when it may at once. A burst of a thousand that arrive together would else be
 * begun in one turn of the event loop, a third of a second in which nobody else is answered.
 */
export function requestTurn(): Promise<void> | undefined {
  plan();
  if (begun < perTurn && waiting.length === 0) {
    begun += 1;
    return undefined;
  }
  return new Promise((resolve) => waiting.push(resolve));
}

function plan(): void {
  if (isPlanned) return;
  isPlanned = true;
  setImmediate(() => {
    isPlanned = false;
    const admitted = waiting.splice(0, perTurn);
    begun = admitted.length;
    for (const begin of admitted) begin();
    if (begun > 0) plan();
  });
}
