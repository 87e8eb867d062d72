/** Middle of the numbers; the mean of the two in the middle of an even count. Undefined for none. */
export function median(numbers) {
  const sorted = sort(numbers);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : sorted.length > 0 ? mean(sorted, middle) : undefined;
}

/** The smallest number that at least `percent` of them do not exceed. Undefined for none. */
export function percentile(numbers, percent) {
  return sort(numbers)[Math.max(0, Math.ceil((percent / 100) * numbers.length) - 1)];
}

const sort = (numbers) => Float64Array.from(numbers.filter((number) => Number.isFinite(number))).sort();
const mean = (sorted, middle) => (sorted[middle - 1] + sorted[middle]) / 2;
