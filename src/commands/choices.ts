import type { PlayerDevice } from '../ports/player.ts';
import { editionOf, type Track } from '../session/track.ts';
import { ACTIVE, deviceDetails, disambiguate, displayName, displayNames, SEPARATOR } from '../words/names.ts';
import { explicitMark } from '../words/phrases.ts';
import type { Suggestion } from './command.ts';

/** Discord's limit for the name of a choice, and for its value. */
const CHOICE_LENGTH = 100;
/** Autocomplete shows at most this many. */
const CHOICES = 25;
/** The room that a long title leaves for the artists. */
const ARTISTS_LENGTH = 30;

/** A song that can be chosen, and the value under which it is. */
export type SongChoice = { value: string; track: Track };

/** Returns songs as suggestions: title, artists, a mark on explicit ones, and what distinguishes two editions. */
export function songChoices(songs: readonly SongChoice[]): Suggestion[] {
  return choicesOf(songs, ({ track }) => editionOf(track), songText);
}

function songText({ track }: SongChoice, tail: string): string {
  const { title, artists } = track;
  const end = explicitMark(track) + tail;
  const room = CHOICE_LENGTH - SEPARATOR.length - end.length;
  const names = displayNames(artists, ARTISTS_LENGTH);
  const shownTitle = displayName(title, room - names.length);
  return shownTitle + SEPARATOR + displayNames(artists, room - shownTitle.length) + end;
}

/** Returns devices as suggestions: their names, and what distinguishes two of one name. */
export function deviceChoices(devices: readonly PlayerDevice[]): Suggestion[] {
  const valued = devices.map((device) => ({ value: device.id, device }));
  return choicesOf(
    valued,
    ({ device }) => deviceDetails(device),
    ({ device }, tail) => displayName(device.name, CHOICE_LENGTH - tail.length) + tail,
  );
}

/** Returns the name of the requested device from the text of a suggestion, which some clients send in place of its value. */
export function requestedDevice(text: string): string {
  const end = SEPARATOR + ACTIVE;
  return text.endsWith(end) ? text.slice(0, -end.length) : text;
}

/** Returns suggestions without duplicates, and without values that Discord refuses. */
function choicesOf<T extends { value: string }>(
  all: readonly T[],
  detailsOf: (one: T) => readonly string[],
  textOf: (one: T, tail: string) => string,
): Suggestion[] {
  const once = new Map(all.map((one) => [one.value, one]));
  const shown = [...once.values()].filter(({ value }) => value.length <= CHOICE_LENGTH).slice(0, CHOICES);
  const tails = disambiguate(shown, detailsOf, textOf);
  return shown.map((one, place) => ({ name: textOf(one, tails[place] ?? ''), value: one.value }));
}
