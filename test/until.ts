/** Below the time a test has, so that what was waited for is named. */
const WITHIN_MS = 50_000;

/** Waits on the wall clock, where what happens does: in another process, or on a socket. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${WITHIN_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
