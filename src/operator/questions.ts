import { randomBytes } from 'node:crypto';
import { DEFAULTS, isLoopbackAddress, KEY_BYTES, problemWith, redirectUris, type Variable } from '../config.ts';
import { createDiscordChecks, inviteLink } from './discord.ts';
import { OperatorError } from './operator-error.ts';
import { createSpotifyChecks, UnknownClient } from './spotify.ts';

export type Values = Partial<Record<Variable, string>>;

/** Something that has to be known before Sesh can run. */
export type Question = {
  name: Variable;
  /** The lines that explain what it is for and where to find it. */
  says: readonly string[];
  isSecret: boolean;
  /** Returns the value that is used if nothing is answered; null: an answer is needed. */
  fallback(known: Values): string | null;
  /** Returns true if it has to be asked, after what is known. */
  isNeeded(known: Values): boolean;
  /** Returns remarks about a good answer; throws an `OperatorError` about a bad one. */
  check(answer: string, known: Values): Promise<readonly string[]>;
};

/** An earlier answer turned out to be wrong and has to be given again. */
export class EarlierAnswerWrong extends OperatorError {
  override name = 'WrongEarlier';
  readonly variable: Variable;
  constructor(variable: Variable, sentence: string) {
    super(sentence);
    this.variable = variable;
  }
}

/** Returns a new key for the encryption of what is stored about people's accounts. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

/** Returns everything setup asks for, in the order in which one answer is needed for the next. */
export function questionsFor(given: Values): { questions: Question[]; closingLines: () => readonly string[] } {
  const discordUrl = given.DISCORD_URL ?? DEFAULTS.DISCORD_URL;
  const discord = createDiscordChecks(discordUrl);
  const spotify = createSpotifyChecks(given.SPOTIFY_ACCOUNTS_URL ?? DEFAULTS.SPOTIFY_ACCOUNTS_URL);
  let applicationId = '';
  const always = { isNeeded: () => true, fallback: () => null };

  const questions: Question[] = [
    {
      ...always,
      name: 'DISCORD_TOKEN',
      isSecret: true,
      says: [
        'The bot token: with it Sesh signs in at Discord.',
        'https://discord.com/developers/applications → New Application (or yours) → Bot → Reset Token.',
      ],
      async check(token) {
        const { id, name, isPublic } = await discord.application(token);
        applicationId = id;
        const open = isPublic
          ? ['Anybody may invite this bot: switch Public Bot off under Bot, if that is not wanted.']
          : [];
        return [`That is ${name}, application ${id}.`, ...open];
      },
    },
    {
      ...always,
      name: 'DISCORD_CLIENT_SECRET',
      isSecret: true,
      says: [
        'The client secret: with it people prove in the browser that they are who they are on Discord.',
        'The same application → OAuth2 → Client Secret → Reset Secret.',
      ],
      async check(secret) {
        if (applicationId === '') return []; // the token was refused, and said so
        await discord.checkSecret(applicationId, secret);
        return ['It belongs to this application.'];
      },
    },
    {
      ...always,
      name: 'PUBLIC_URL',
      isSecret: false,
      says: [
        'Where your friends’ browsers reach Sesh, to connect Spotify: https with a domain or a tunnel (docs/operating.md).',
        'To try it alone on this computer, leave it at http://127.0.0.1.',
        'The same application → OAuth2 → Redirects → add this address followed by /oauth/discord/callback.',
      ],
      fallback: (known) => `http://127.0.0.1:${known.PORT ?? DEFAULTS.PORT}`,
      async check(url, known) {
        if (applicationId === '') return []; // the token was refused, and said so
        const redirect = redirectUris(new URL(url).origin).discord;
        const { redirects } = await discord.application(known.DISCORD_TOKEN ?? '');
        if (redirects && !redirects.includes(redirect)) {
          throw new OperatorError(
            `Discord does not know the redirect yet: add ${redirect} at OAuth2 → Redirects and save.`,
          );
        }
        const local = isLocal(url) ? ['Links will work on this computer only.'] : [];
        return [
          ...(redirects ? ['Discord knows the redirect.'] : [`Look whether ${redirect} stands at OAuth2 → Redirects.`]),
          ...local,
        ];
      },
    },
    {
      name: 'TRUST_PROXY',
      isSecret: false,
      says: [
        'Which proxy in front may say where people come from, so that limits count people and not the proxy.',
        'loopback: nginx, caddy or a tunnel on this computer. uniquelocal: in a container beside it.',
      ],
      isNeeded: (known) => !isLocal(known.PUBLIC_URL ?? ''),
      fallback: () => 'loopback',
      async check(answer) {
        return answer === 'true' ? ['With true, whoever reaches the port directly may claim any address.'] : [];
      },
    },
    {
      ...always,
      name: 'SPOTIFY_CLIENT_ID',
      isSecret: false,
      says: [
        'The client id of your Spotify app. Its owner needs Premium.',
        'https://developer.spotify.com/dashboard → Create app → Web API; the id stands at app → Settings.',
        'Redirect URIs there: PUBLIC_URL followed by /oauth/spotify/callback.',
      ],
      async check(clientId, known) {
        const redirect = redirectUris(new URL(known.PUBLIC_URL ?? '').origin).spotify;
        await spotify.checkRedirect(clientId, redirect);
        return [`Spotify does not refuse it; look once more whether ${redirect} stands there to the letter.`];
      },
    },
    {
      ...always,
      name: 'SPOTIFY_CLIENT_SECRET',
      isSecret: true,
      says: ['The client secret of the same app: app → Settings → View client secret.'],
      async check(secret, known) {
        try {
          await spotify.checkSecret(known.SPOTIFY_CLIENT_ID ?? '', secret);
        } catch (error) {
          if (error instanceof UnknownClient) throw new EarlierAnswerWrong('SPOTIFY_CLIENT_ID', error.message);
          throw error;
        }
        return ['Id and secret belong together.'];
      },
    },
  ];

  const closingLines = () => [
    'Invite the bot, with the least permissions it needs:',
    `  ${inviteLink(discordUrl, applicationId)}`,
    'At Spotify, app → User Management: add the name and Spotify e-mail address of everybody who will link, five people at most.',
    'Whether the owner of the app has Premium cannot be asked beforehand: it shows when the first person links.',
    'Then: npm start, and when something is odd: npm run doctor',
  ];
  return { questions: questions.map(withFormat), closingLines };
}

/** Adds a check of the answer's form before the service is asked. */
function withFormat(question: Question): Question {
  return {
    ...question,
    async check(answer, known) {
      const problem = problemWith(question.name, answer);
      if (problem !== null) throw new OperatorError(`${question.name} ${problem}.`);
      return question.check(answer, known);
    },
  };
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && isLoopbackAddress(new URL(url).hostname);
}
