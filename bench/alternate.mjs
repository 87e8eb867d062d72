/**
 * Measures every contender once per round, each time somebody else first, so that whatever else the machine does
 * falls on all alike. Returns `{ [contender]: [figure per round] }`. Past `endsAt` (on the clock of
 * `performance.now`) no round but the first is begun.
 */
export function createAlternate(endsAt) {
  return async ({ contenders, rounds, title }, measure) => {
    const wanted = rounds === 0 ? 0 : Number(process.env.BENCH_ROUNDS ?? rounds);
    const figures = Object.fromEntries(contenders.map(({ name }) => [name, []]));
    for (let round = 0; round < wanted; round++) {
      if (round > 0 && performance.now() > endsAt) {
        console.error(`${title}: out of time after ${round} of ${wanted} rounds`);
        break;
      }
      console.error(`${title}: round ${round + 1} of ${wanted}`);
      for (let turn = 0; turn < contenders.length; turn++) {
        const contender = contenders[(turn + round) % contenders.length];
        figures[contender.name].push(await measure(contender));
      }
    }
    return figures;
  };
}
