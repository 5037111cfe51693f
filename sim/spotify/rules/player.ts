import { apiError } from '../web-api/answer.ts';
import { DOCS, ISSUES, type Rule } from './rule.ts';

const RESTRICTED = apiError(403, 'Player command failed: Restriction violated', 'UNKNOWN');

/** The rules of players. */
export const playerRules = [
  {
    id: 'premium-required',
    says: 'Only Premium accounts can be steered.',
    source: `${DOCS}/reference/start-a-users-playback`,
    answer: apiError(403, 'Player command failed: Premium required', 'PREMIUM_REQUIRED'),
  },
  {
    id: 'active-device',
    says: 'A command without a device needs one that is active.',
    source: `${ISSUES}/924`,
    answer: apiError(404, 'Player command failed: No active device found', 'NO_ACTIVE_DEVICE'),
  },
  {
    id: 'device-known',
    says: 'A device that is asleep or gone cannot be found.',
    source: `${ISSUES}/1559`,
    answer: apiError(404, 'Device not found'),
  },
  {
    id: 'device-restricted',
    says: 'A restricted device takes no command.',
    source: `${DOCS}/reference/get-a-users-available-devices`,
    answer: RESTRICTED,
  },
  {
    id: 'device-dozing',
    says: 'An app in the background may answer with a server error and carry the command out when it comes back.',
    source: 'https://github.com/camphor-/relaym-server/blob/65009c3/docs/sotify_api_problem.md',
    answer: apiError(500, 'Server error.'),
  },
  {
    id: 'not-so-already',
    says: 'A player cannot be made what it is already: paused, playing, shuffling or not.',
    source: `${ISSUES}/1433`,
    answer: RESTRICTED,
  },
  {
    id: 'settled',
    says: 'Right after a play request a player may refuse the next command.',
    source: 'https://github.com/LargeModGames/spotatui/issues/424',
    answer: RESTRICTED,
  },
  {
    id: 'device-takes-uris',
    says: 'Some devices refuse a bare list of uris, and play the same song in its album.',
    source: `${ISSUES}/1433`,
    answer: RESTRICTED,
  },
  {
    id: 'something-to-resume',
    says: 'A player that never played anything cannot go on.',
    source: 'https://github.com/KiOui/TOSTI/blob/6ccaa08/website/thaliedje/models.py',
    answer: RESTRICTED,
  },
  {
    id: 'previous-exists',
    says: 'There is nothing before the first track.',
    source: `${DOCS}/reference/skip-users-playback-to-previous-track`,
    answer: RESTRICTED,
  },
  {
    id: 'something-playable',
    says: 'A play request with dead tracks only is refused.',
    source: `${ISSUES}/1433`,
    answer: RESTRICTED,
  },
  {
    id: 'resume-without-body',
    says: 'Resuming takes no body: `{}` loses the queue.',
    source: `${ISSUES}/501`,
    bug: true,
  },
  {
    id: 'one-source',
    says: 'A play request names a context or uris, not both.',
    source: `${DOCS}/reference/start-a-users-playback`,
    answer: apiError(400, 'Malformed json'),
    bug: true,
  },
  {
    id: 'context-kind',
    says: 'Albums, artists and playlists that exist can be played as a context.',
    source: `${ISSUES}/675`,
    answer: apiError(400, 'Non supported context uri'),
    bug: true,
  },
  {
    id: 'uris-tracks',
    says: 'uris are the URIs of tracks that exist.',
    source: 'https://github.com/JohnnyCrazy/SpotifyAPI-NET/issues/262',
    answer: apiError(400, 'Invalid track uri'),
    bug: true,
  },
  {
    id: 'uris-short',
    says: 'A play request carries at most 100 uris: lists that fail begin not far above.',
    source: `${ISSUES}/582`,
    bug: true,
  },
  {
    id: 'uris-size',
    says: 'A play request of some ten thousand characters is too large.',
    source: `${ISSUES}/1483`,
    answer: apiError(413, 'Payload too large'),
    bug: true,
  },
  {
    id: 'uris-unique',
    says: 'No track is in a play request twice: with an offset, nothing plays at all.',
    source: `${ISSUES}/1324`,
    bug: true,
  },
  {
    id: 'offset-inside',
    says: 'An offset names a track of what is played.',
    source: `${DOCS}/reference/start-a-users-playback`,
    answer: apiError(400, 'Bad offset'),
    bug: true,
  },
  {
    id: 'transfer-one-device',
    says: 'Playback is transferred to exactly one device.',
    source: `${DOCS}/reference/transfer-a-users-playback`,
    answer: apiError(400, 'Bad request'),
    bug: true,
  },
  {
    id: 'look-before-repeat',
    says: 'A queue or skip whose outcome is unknown is not repeated without a look: it may have landed.',
    source: `${ISSUES}/1591`,
    bug: true,
  },
] as const satisfies Rule[];
