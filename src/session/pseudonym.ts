/** Stands where the Discord id of somebody stood who wanted to be forgotten. No id looks like it. */
export const SOMEONE = 'someone';
/** While the evening is open, a keyed fingerprint goes with it. */
const MARK = `${SOMEONE}:`;

/** Returns the name in an open session of somebody who wanted to be forgotten, from the fingerprint of who they are. */
export function pseudonym(fingerprint: string): string {
  return `${MARK}${fingerprint}`;
}

/** Returns true if a name stands for somebody who was forgotten in a session that was open then. */
export function isPseudonym(name: string): boolean {
  return name.startsWith(MARK);
}

/** Returns a name as it may stay once the evening is over: fingerprints do not. */
export function unmarked(name: string): string {
  return isPseudonym(name) ? SOMEONE : name;
}

/** Somebody by their id, and by the pseudonyms under which the same session remembers what they did before. */
export type Known = { id: string; aliases?: readonly string[] };

/** Returns only the names of somebody of whom more is known. */
export function knownAs({ id, aliases }: Known): Known {
  return aliases ? { id, aliases } : { id };
}

/** Returns every name that somebody bears in a session. */
export function namesOf({ id, aliases = [] }: Known): readonly string[] {
  return [id, ...aliases];
}
