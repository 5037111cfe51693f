import type { REST } from 'discord.js';

/** Discord will not have us: no restart mends it. */
export class BotRejected extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'BotRejected';
  }
}

/** The gateway does not come back in this process: a new one may have more luck. */
export class BotLost extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BotLost';
  }
}

/** Tells when Discord no longer takes the token with which these requests go out. */
export function watchToken(rest: REST, refused: (error: BotRejected) => void): void {
  rest.on('response', ({ data }, { status }) => {
    if (status === 401 && data.auth) refused(new BotRejected('Discord no longer accepts the bot token'));
  });
}
