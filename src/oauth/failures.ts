import type { LinkFailure } from '../service/link-refusal.ts';

type FailurePage = { status: number; title: string; text: string };

/** The page for each way in which a link can fail, with the next step. */
export const FAILURES: Record<LinkFailure, FailurePage> = {
  unknown: {
    status: 404,
    title: 'This link leads nowhere',
    text: 'It was used already, or it never was one. Use /sesh link in Discord to get a fresh one.',
  },
  expired: {
    status: 410,
    title: 'This link has expired',
    text: 'Links work for ten minutes. Use /sesh link in Discord to get a fresh one.',
  },
  otherBrowser: {
    status: 403,
    title: 'Let us start again',
    text: 'This step belongs to another browser, or to an earlier try, so this page changed nothing. To go on in this browser, start again.',
  },
  otherPerson: {
    status: 403,
    title: 'That is somebody else’s link',
    text: 'You are signed in to Discord as another person than the one this link was made for. Nothing was connected. Sign in as that person, or use /sesh link to get a link of your own.',
  },
  denied: {
    status: 403,
    title: 'Nothing was connected',
    text: 'You said no, or the answer came too late. If that was not meant, start again.',
  },
  accountTaken: {
    status: 409,
    title: 'This Spotify account is taken',
    text: 'It is connected with another Discord account already. Disconnect it there with /sesh unlink, or start again with another Spotify account.',
  },
  hostingNow: {
    status: 409,
    title: 'Your music is playing',
    text: 'You are hosting a session on another Spotify account. Nothing was changed. End the session first with /sesh end, or start again and choose the account that plays.',
  },
  lessThanBefore: {
    status: 409,
    title: 'That would allow less than before',
    text: 'Meanwhile you allowed something that this consent leaves out, so nothing was changed. Start again: everything will be asked for.',
  },
  notListed: {
    status: 403,
    title: 'Not on the list yet',
    text: 'Spotify allows this bot five people, each put on a list by hand. Ask whoever runs the bot to add your Spotify e-mail address, then start again. Until then you can take part as a guest.',
  },
  ownerPremium: {
    status: 403,
    title: 'Spotify wants the bot’s owner to have Premium',
    text: 'Tell whoever runs the bot that their own Spotify Premium has lapsed. It can take a few hours after it is renewed.',
  },
  scopeMissing: {
    status: 403,
    title: 'Something was left out',
    text: 'Spotify did not grant everything that is needed. Nothing was connected. Start again and agree to all of it.',
  },
  misconfigured: {
    status: 503,
    title: 'The bot is not set up right',
    text: 'Discord or Spotify does not know this bot by the name and secret it gave. Nothing was connected. Tell whoever runs the bot.',
  },
  slowDown: {
    status: 429,
    title: 'One moment',
    text: 'That was a lot at once. Nothing was connected. Wait half a minute, then start again.',
  },
  unavailable: {
    status: 503,
    title: 'No answer just now',
    text: 'Discord or Spotify did not answer. Nothing was connected. Start again in a minute.',
  },
};
