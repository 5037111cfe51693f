import type { PlayerDevice } from '../ports/player.ts';
import { editionOf, type Track } from '../session/track.ts';
import { ACTIVE, deviceDetails, SEPARATOR, shownName, shownNames, tellingApart } from '../words/names.ts';
import { explicitMark } from '../words/phrases.ts';
import type { Choice } from './command.ts';

/** Discord's limit for the name of a choice, and for its value. */
const CHOICE_LENGTH = 100;
/** Autocomplete shows at most this many. */
const CHOICES = 25;
/** The room that a long title leaves for the artists. */
const ARTISTS_LENGTH = 30;

/** A song that can be chosen, and the value under which it is. */
export type SongChoice = { value: string; track: Track };

/** Returns songs as lines of suggestions: title, artists, a mark on explicit ones, and what tells two editions apart. */
export function songChoices(songs: readonly SongChoice[]): Choice[] {
  return choicesOf(songs, ({ track }) => editionOf(track), songText);
}

function songText({ track }: SongChoice, tail: string): string {
  const { title, artists } = track;
  const end = explicitMark(track) + tail;
  const room = CHOICE_LENGTH - SEPARATOR.length - end.length;
  const names = shownNames(artists, ARTISTS_LENGTH);
  const shownTitle = shownName(title, room - names.length);
  return shownTitle + SEPARATOR + shownNames(artists, room - shownTitle.length) + end;
}

/** Returns devices as lines of suggestions: their names, and what tells two of one name apart. */
export function deviceChoices(devices: readonly PlayerDevice[]): Choice[] {
  const valued = devices.map((device) => ({ value: device.id, device }));
  return choicesOf(
    valued,
    ({ device }) => deviceDetails(device),
    ({ device }, tail) => shownName(device.name, CHOICE_LENGTH - tail.length) + tail,
  );
}

/** Returns which device somebody wishes for, where a client sent the text of a choice that says which one is in use. */
export function deviceWish(text: string): string {
  const end = SEPARATOR + ACTIVE;
  return text.endsWith(end) ? text.slice(0, -end.length) : text;
}

/** Each value once, and only such as Discord takes. */
function choicesOf<T extends { value: string }>(
  all: readonly T[],
  detailsOf: (one: T) => readonly string[],
  textOf: (one: T, tail: string) => string,
): Choice[] {
  const once = new Map(all.map((one) => [one.value, one]));
  const shown = [...once.values()].filter(({ value }) => value.length <= CHOICE_LENGTH).slice(0, CHOICES);
  const tails = tellingApart(shown, detailsOf, textOf);
  return shown.map((one, place) => ({ name: textOf(one, tails[place] ?? ''), value: one.value }));
}
