/** ln(n!) by Stirling's series with three correction terms; below 1e-10 relative error from n = 10 on, exact sums below. */
function logFactorial(n: number): number {
  if (n < 10) {
    let sum = 0;
    for (let factor = 2; factor <= n; factor += 1) sum += Math.log(factor);
    return sum;
  }
  const inverse = 1 / n;
  const correction = inverse / 12 - inverse ** 3 / 360 + inverse ** 5 / 1260;
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + correction;
}

/**
 * Smallest k with P(B <= k) >= `probability` for a binomial B(n, share), 0 < share < 1.
 * Sums the probability mass over 12 standard deviations around the mean; what lies outside is below 1e-30.
 */
export function binomialQuantile(n: number, share: number, probability: number): number {
  const mean = n * share;
  const reach = 12 * Math.sqrt(mean * (1 - share)) + 20;
  const first = Math.max(0, Math.floor(mean - reach));
  const last = Math.min(n, Math.ceil(mean + reach));
  const logMass =
    logFactorial(n) -
    logFactorial(first) -
    logFactorial(n - first) +
    first * Math.log(share) +
    (n - first) * Math.log1p(-share);
  let mass = Math.exp(logMass);
  let sum = mass;
  let k = first;
  while (sum < probability && k < last) {
    mass *= ((n - k) / (k + 1)) * (share / (1 - share));
    k += 1;
    sum += mass;
  }
  return k;
}
