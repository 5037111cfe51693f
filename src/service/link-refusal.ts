import type { Person } from '../ports/links.ts';
import { Unavailable } from '../ports/unavailable.ts';

/** The ways in which a link can fail; each has a page of its own. */
export type LinkFailure =
  | 'unknown'
  | 'expired'
  | 'otherBrowser'
  | 'otherPerson'
  | 'denied'
  | 'accountTaken'
  | 'hostingNow'
  | 'lessThanBefore'
  | 'notListed'
  | 'ownerPremium'
  | 'scopeMissing'
  | 'misconfigured'
  | 'slowDown'
  | 'unavailable';

/** A link that cannot go on. */
export class LinkRefusal extends Error {
  readonly failure: LinkFailure;
  constructor(failure: LinkFailure, cause?: unknown) {
    super(failure, { cause });
    this.name = 'LinkRefusal';
    this.failure = failure;
  }
}

/** A step of a link that is finished already, asked for again by the browser of its person. */
export class LinkStands extends Error {
  readonly person: Person;
  constructor(person: Person) {
    super('the link stands');
    this.name = 'LinkStands';
    this.person = person;
  }
}

/** The failures of a link by a neighbour's kind of trouble; every other kind is an outage that passes. */
type Meanings = Readonly<Record<string, LinkFailure>>;

const MEANINGS: Meanings = {
  notListed: 'notListed',
  premium: 'ownerPremium',
  ownerPremium: 'ownerPremium',
  scopeMissing: 'scopeMissing',
  misconfigured: 'misconfigured',
};

/** A code that is refused was used before, is too old, or was never given. */
export const CODE_FAILURES: Meanings = { ...MEANINGS, relink: 'denied' };
/** A token fresh from its consent that is refused lacks a scope. */
export const PROBE_FAILURES: Meanings = { ...MEANINGS, relink: 'scopeMissing' };

/** Turns a neighbour's no into the page it deserves. */
export async function asked<T>(meanings: Meanings, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    throw new LinkRefusal(meanings[error.kind] ?? 'unavailable', error);
  }
}
