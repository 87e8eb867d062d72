import { measureInFlight } from '../load/measure-in-flight.mjs';
import { sizes } from '../picture.mjs';

export const name = 'manyInFlight';

const cases = [
  { count: 1, rounds: 3, quickRounds: 2 },
  { count: 100, rounds: 3, quickRounds: 1 },
  { count: 1000, rounds: 2, quickRounds: 0 },
];
/** For a thousand the naive gateway would need 14 GB and minutes; the pipe stops its loop for seconds. */
const limits = { naive: 100, pipe: 100 };
/** Requests that all wait at the upstream and are all answered at the same moment with 8 MB each. */
export async function run({ contenders, stubOrigin, alternate, isQuick }) {
  const figures = {};
  for (const { count, rounds, quickRounds } of cases) {
    if (isQuick && quickRounds === 0) continue;
    const able = contenders.filter((contender) => count <= (limits[contender.name] ?? count));
    const plan = { contenders: able, rounds: isQuick ? quickRounds : rounds, title: `${count} in flight` };
    figures[count] = await alternate(plan, (contender) =>
      measureInFlight(contender, { count, sizeBytes: sizes.large }, stubOrigin),
    );
  }
  return figures;
}
