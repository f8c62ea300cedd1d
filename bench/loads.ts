export type Call = (turn: number) => Promise<unknown>;

/** Milliseconds of each call, one after the other. */
export async function oneByOne(calls: number, call: Call): Promise<number[]> {
  const took: number[] = [];
  for (let turn = 0; turn < calls; turn += 1) {
    const before = performance.now();
    await call(turn);
    took.push(performance.now() - before);
  }
  return took;
}

/** Calls a second with these many under way at once. */
export async function atOnce(inFlight: number, calls: number, call: Call): Promise<number> {
  let next = 0;
  const since = performance.now();
  const worker = async () => {
    while (next < calls) {
      next += 1;
      await call(next);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return (calls * 1000) / (performance.now() - since);
}
