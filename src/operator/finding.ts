import { Complaint } from './complaint.ts';

/** A finding of the doctor: all is well, something is worth knowing, or a problem has to be fixed. */
export type Finding = { mark: 'ok' | 'note' | 'problem'; says: string };

export const ok = (says: string): Finding => ({ mark: 'ok', says });
export const note = (says: string): Finding => ({ mark: 'note', says });
export const problem = (says: string): Finding => ({ mark: 'problem', says });

/** Returns the findings of a check; a complaint of a service becomes a problem. */
export async function found(check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Complaint) return [problem(error.message)];
    throw error;
  }
}
