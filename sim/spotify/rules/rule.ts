import type { Answer } from '../web-api/answer.ts';

/**
 * One thing that the real service insists on, or that a caller has to keep to if nothing is to be wasted. `source` is the
 * public page or report behind it. `answer` is what breaking it brings; without one, the real service takes it.
 * `bug`: breaking it is certainly a mistake of the caller, and is entered among the violations.
 */
export type Rule = { id: string; says: string; source: string; answer?: Answer; bug?: true };

/** The sites where most rules are documented or were reported. */
export const DOCS = 'https://developer.spotify.com/documentation/web-api';
export const BLOG = 'https://developer.spotify.com/blog';
export const ISSUES = 'https://github.com/spotify/web-api/issues';
