import { apiError } from '../web-api/answer.ts';
import { DOCS, type Rule } from './rule.ts';

/** The rules of playlists. */
export const playlistRules = [
  {
    id: 'playlist-name',
    says: 'A playlist has a name.',
    source: `${DOCS}/reference/create-playlist`,
    answer: apiError(400, 'Missing required field: name'),
    bug: true,
  },
  {
    id: 'playlist-scope',
    says: 'Private playlists need playlist-modify-private, public ones playlist-modify-public.',
    source: `${DOCS}/reference/create-playlist`,
    answer: apiError(403, 'Insufficient client scope'),
  },
  {
    id: 'playlist-hundred',
    says: 'At most 100 items are added or set at once.',
    source: `${DOCS}/reference/add-items-to-playlist`,
    answer: apiError(400, 'You can add a maximum of 100 tracks per request.'),
    bug: true,
  },
  {
    id: 'playlist-exists',
    says: 'Only a playlist that exists, and may be seen, can be read or changed.',
    source: `${DOCS}/reference/get-playlist`,
    answer: apiError(404, 'Resource not found'),
  },
  {
    id: 'playlist-own',
    says: 'Only the owner reads and changes the items of a playlist.',
    source: `${DOCS}/references/changes/february-2026`,
    answer: apiError(403, 'Forbidden'),
  },
] as const satisfies Rule[];
