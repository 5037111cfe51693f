/** Proves which Discord user sits in front of a browser. */
export type Identity = {
  proofUrl(state: string): string;
  /** The id of the user who gave this code; throws `Unavailable`. */
  prove(code: string): Promise<string>;
};

/** Knows who is still where. */
export type Membership = {
  /** Tells whether somebody is in a server and may use commands in a channel now. Throws `Unavailable` if nobody can say. */
  mayAct(userId: string, place: { guildId: string; channelId: string }): Promise<boolean>;
};
