/** Least squares over `[milliseconds, value]`: how much the value grows in an hour. */
export function slopePerHour(points) {
  const mean = (index) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [atMean, valueMean] = [mean(0), mean(1)];
  let [over, under] = [0, 0];
  for (const [at, value] of points) {
    over += (at - atMean) * (value - valueMean);
    under += (at - atMean) ** 2;
  }
  return under === 0 ? 0 : (over / under) * 3_600_000;
}
