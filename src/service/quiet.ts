import { Unavailable } from '../ports/unavailable.ts';

/**
 * Returns true if a device did what it was told, or is asleep and plays nothing; false after other trouble, of which
 * `failed` hears.
 */
export async function didOrSleeps(act: () => Promise<void>, failed: (error: Unavailable) => void): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    if (error.kind === 'asleep') return true;
    failed(error);
    return false;
  }
}
