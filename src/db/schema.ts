import { SETTINGS, type SettingName } from '../session/settings.ts';
import { index, integer, primaryKey, sql, sqliteTable, text, uniqueIndex } from './orm.ts';

/** People's connected accounts. The refresh token is sealed with the Discord id; losing the row is unlinking. */
export const links = sqliteTable(
  'links',
  {
    userId: text('user_id').primaryKey(),
    accountId: text('account_id').notNull(),
    refreshToken: text('refresh_token').notNull(),
    /** Sealed as well: a restart needs no refresh, which would use up a refresh token that rotates. */
    accessToken: text('access_token'),
    permissions: text('permissions', { mode: 'json' }).notNull(),
    authorizedAt: integer('authorized_at').notNull(),
    dead: integer('dead', { mode: 'boolean' }).notNull().default(false),
    reminded: integer('reminded', { mode: 'boolean' }).notNull().default(false),
    lastDevice: text('last_device', { mode: 'json' }),
  },
  (table) => [uniqueIndex('links_account').on(table.accountId)],
);

/** Links under way. Tokens, states and browser secrets are kept as fingerprints, the PKCE verifier sealed. */
export const linkRequests = sqliteTable(
  'link_requests',
  {
    id: text('id').primaryKey(),
    userId: text('user_id').notNull(),
    person: text('person', { mode: 'json' }).notNull(),
    purpose: text('purpose', { mode: 'json' }).notNull(),
    permissions: text('permissions', { mode: 'json' }).notNull(),
    expiresAt: integer('expires_at').notNull(),
    browser: text('browser'),
    state: text('state'),
    proved: integer('proved', { mode: 'boolean' }).notNull(),
    verifier: text('verifier'),
    done: integer('done', { mode: 'boolean' }).notNull(),
  },
  (table) => [
    index('link_requests_browser').on(table.browser),
    index('link_requests_state').on(table.state),
    index('link_requests_user').on(table.userId),
  ],
);

/** The settings of an evening. One that is added has a default, for the evenings that are stored already. */
const settingColumns = {
  songs: integer('songs').notNull(),
  period: text('period', { enum: SETTINGS.period.choices }).notNull(),
  order: text('order', { enum: SETTINGS.order.choices }).notNull(),
} satisfies Record<SettingName, unknown>;

/** One row per evening; what a phase alone has is null in the others. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    channelId: text('channel_id').notNull(),
    hostId: text('host_id').notNull(),
    phase: text('phase', { enum: ['lobby', 'live', 'ended'] }).notNull(),
    ...settingColumns,
    seed: text('seed').notNull(),
    createdAt: integer('created_at').notNull(),
    touchedAt: integer('touched_at').notNull(),
    startedAt: integer('started_at'),
    endedAt: integer('ended_at'),
    why: text('why'),
    cardMessageId: text('card_message_id'),
    cardPostedAt: integer('card_posted_at'),
    /** True if the card of an ended evening is known to show what is stored. */
    recapShown: integer('recap_shown', { mode: 'boolean' }).notNull().default(false),
    playback: text('playback', { mode: 'json' }),
    ownQueued: integer('own_queued').notNull().default(0),
    lookedAt: integer('looked_at'),
    trouble: text('trouble', { mode: 'json' }),
    votes: text('votes', { mode: 'json' }),
    call: text('call', { mode: 'json' }),
    readiness: text('lights', { mode: 'json' }),
    kicked: text('kicked', { mode: 'json' }).notNull().default([]),
    offer: text('offer', { mode: 'json' }),
    leftPlaying: text('left_playing'),
  },
  (table) => [
    uniqueIndex('sessions_open_channel').on(table.channelId).where(sql`${table.phase} <> 'ended'`),
    uniqueIndex('sessions_open_host').on(table.hostId).where(sql`${table.phase} <> 'ended'`),
    index('sessions_ended').on(table.endedAt),
  ],
);

export const members = sqliteTable(
  'members',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    userId: text('user_id').notNull(),
    place: integer('place').notNull(),
    joinedAt: integer('joined_at').notNull(),
    guest: integer('guest', { mode: 'boolean' }).notNull(),
    entered: integer('entered', { mode: 'boolean' }).notNull(),
    tops: text('tops', { mode: 'json' }),
    alternatives: text('spare', { mode: 'json' }).notNull().default([]),
    hidden: text('hidden', { mode: 'json' }).notNull().default([]),
    added: text('added', { mode: 'json' }).notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.userId] }), index('members_user').on(table.userId)],
);

/** The setlist: `place` is the order in which the picks are meant to sound. */
export const picks = sqliteTable(
  'picks',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    id: text('id').notNull(),
    place: integer('place').notNull(),
    round: integer('round').notNull(),
    track: text('track', { mode: 'json' }).notNull(),
    broughtBy: text('bringers', { mode: 'json' }).notNull(),
    addedBy: text('added_by'),
    status: text('fate', { mode: 'json' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.id] })],
);

/** The last play request of each live session. */
export const programmes = sqliteTable('programmes', {
  sessionId: text('session_id')
    .primaryKey()
    .references(() => sessions.id, { onDelete: 'cascade' }),
  device: text('device', { mode: 'json' }).notNull(),
  list: text('list', { mode: 'json' }).notNull(),
  album: text('album'),
  cursor: integer('cursor').notNull(),
  sentAt: integer('sent_at').notNull(),
  positionMs: integer('position_ms').notNull(),
  effect: text('effect').notNull().default('sent'),
  attempt: text('attempt').notNull().default('first'),
  fadeMs: integer('fade_ms').notNull().default(0),
});

/** Evenings that somebody saved as a playlist in their own account. Gone with the evening. */
export const playlists = sqliteTable(
  'playlists',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    userId: text('user_id').notNull(),
    playlistId: text('playlist_id').notNull(),
    url: text('url').notNull(),
    songs: integer('songs').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.userId] }), index('playlists_user').on(table.userId)],
);

/**
 * Cards of evenings that are forgotten already, or could not be read, until their last edit went through: where they
 * are, and the numbers that they are to say. Nothing about songs or people.
 */
export const farewells = sqliteTable('farewells', {
  messageId: text('message_id').primaryKey(),
  channelId: text('channel_id').notNull(),
  sessionId: text('session_id').notNull(),
  says: text('says', { mode: 'json' }).notNull(),
  since: integer('since').notNull(),
  triedAt: integer('tried_at'),
});

/** Small facts about this installation, such as the fingerprint of the commands that are registered. */
export const facts = sqliteTable('facts', { name: text('name').primaryKey(), value: text('value').notNull() });

/** Groups of Spotify's endpoints of which nothing is asked until then. */
export const breakers = sqliteTable('breakers', {
  group: text('group').primaryKey(),
  until: integer('until').notNull(),
});

/** The number of calls to each group of Spotify's endpoints in the last day, by spans. */
export const callCounts = sqliteTable(
  'call_counts',
  { group: text('group').notNull(), since: integer('since').notNull(), calls: integer('calls').notNull() },
  (table) => [primaryKey({ columns: [table.group, table.since] })],
);
