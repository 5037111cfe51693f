import { Complaint } from './complaint.ts';

/** What the doctor found: well, worth knowing, or to be mended. */
export type Finding = { mark: 'ok' | 'note' | 'problem'; says: string };

export const ok = (says: string): Finding => ({ mark: 'ok', says });
export const note = (says: string): Finding => ({ mark: 'note', says });
export const problem = (says: string): Finding => ({ mark: 'problem', says });

/** What a check finds; a complaint of a service is a problem. */
export async function found(check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Complaint) return [problem(error.message)];
    throw error;
  }
}
