/** An error for the person who runs Sesh: one sentence on what cannot be done, with the next step. */
export class OperatorError extends Error {
  override name = 'Complaint';
}

/** The code of a Node or SQLite error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
