import type { REST } from 'discord.js';

/** Discord rejects the bot; a restart does not help. */
export class BotRejected extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'BotRejected';
  }
}

/** The gateway connection is lost for good in this process; a new one may succeed. */
export class BotLost extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BotLost';
  }
}

/** Calls `refused` when Discord no longer accepts the token of these requests. */
export function onTokenRefused(rest: REST, refused: (error: BotRejected) => void): void {
  rest.on('response', ({ data }, { status }) => {
    if (status === 401 && data.auth) refused(new BotRejected('Discord no longer accepts the bot token'));
  });
}
