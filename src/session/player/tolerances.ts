/*
 * Every number by which the judgement of a player goes, with its reason. All are milliseconds.
 */
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** The disagreement of a clock, a phone and a network about a moment. */
export const TOLERANCE_MS = 2_500;

/** The longest fade from one track into the next that Spotify's apps offer. */
export const LONGEST_FADE_MS = 12 * SECOND_MS;

/** A change this early in a track is not heard as a cut. */
export const BOUNDARY_MS = 3 * SECOND_MS;

/** For this long after a command the player may still show the state before it. */
export const STALE_MS = 3 * SECOND_MS;

/** A player that shows no track once is looked at again after this long: that look decides. */
export const BLANK_MS = 3 * SECOND_MS;

/** A player that was seen silent is taken to be silent for this long: a play request that has to wait longer is not sent. */
export const SILENCE_MS = 5 * SECOND_MS;

/** A player that stands at the end of a track for longer than this is stuck: no boundary takes that long. */
export const STUCK_MS = 10 * SECOND_MS;

/** A pick that sounded for this long counts as heard. */
export const HEARD_MS = 30 * SECOND_MS;

/** The latest moment to queue a pick, before the end of the current track: Spotify's queue takes seconds to spread. */
export const QUEUE_BEFORE_END_MS = 20 * SECOND_MS;

/** The device's queue shows a queue write after this long, not before. */
export const QUEUE_SHOWS_MS = 5 * SECOND_MS;

/** A play request whose effect stays invisible is repeated only while it is younger than this. */
export const REPEATABLE_MS = MINUTE_MS;

/** The looks for the effect of a play request, after it was sent; the last one decides. */
export const LAST_CONFIRM_MS = 6 * SECOND_MS;
export const CONFIRM_AT_MS: readonly number[] = [600, 1_500, 3 * SECOND_MS, LAST_CONFIRM_MS];

/** The player reports a new track about this long after it began. */
export const AFTER_BOUNDARY_MS = SECOND_MS;

/** Tracks shorter than this are not looked at in the middle. */
export const MIDDLE_LOOK_FROM_MS = 150 * SECOND_MS;

/** The bounds of the pause between looks at a track that outlasts its length. */
export const LATE_BOUNDARY_MS = { least: AFTER_BOUNDARY_MS, most: MINUTE_MS };

/** The looks at a player that is silent or hidden, counted from when it became so, and the pause between all later ones. */
export const QUIET_LOOKS_MS: readonly number[] = [1, 2, 4, 8].map((minutes) => minutes * MINUTE_MS);
export const QUIET_LOOK_EVERY_MS = 10 * MINUTE_MS;

/** Trouble that keeps the music silent for this long is worth calling the host for. */
export const CALL_AFTER_MS = 2 * MINUTE_MS;
