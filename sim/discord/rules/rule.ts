/** The documentation, and its table of error and close codes. */
export const DOCS = 'https://docs.discord.com/developers';
export const CODES = `${DOCS}/topics/opcodes-and-status-codes`;
/** The source of what Discord lets pass and the simulation does not. */
export const OURS = 'The simulation fails loudly where it does not know Discord.';

export type Refusal = { status: number; body: Record<string, unknown> };

/** One thing that Discord does not let a bot do, or does about it, and the public page that says so. */
export type Rule = {
  id: string;
  says: string;
  source: string;
  /** True if only a bug in the bot can break it; such a breach is a violation. */
  isBug: boolean;
  /** The HTTP answer, for rules that are enforced by one. */
  refusal?: Refusal;
  /** The close code, for rules of the gateway. */
  close?: number;
};

export function api(status: number, code: number, message: string): Refusal {
  return { status, body: { message, code } };
}

export function oauth(status: number, error: string, description: string): Refusal {
  return { status, body: { error, error_description: description } };
}

export const invalidForm = api(400, 50035, 'Invalid Form Body');
