import { OperatorError } from './operator-error.ts';

/** A finding of the doctor: something works, is worth knowing, or has to be fixed. */
export type Finding = { mark: 'ok' | 'note' | 'problem'; says: string };

export const ok = (says: string): Finding => ({ mark: 'ok', says });
export const note = (says: string): Finding => ({ mark: 'note', says });
export const problem = (says: string): Finding => ({ mark: 'problem', says });

/** Returns the findings of a check; an `OperatorError` becomes a problem. */
export async function findingsOf(check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof OperatorError) return [problem(error.message)];
    throw error;
  }
}
