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
