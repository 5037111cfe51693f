export type Service = 'api' | 'accounts';

/** One request that reached the simulation. */
export type RequestLog = {
  /** On the clock. */
  at: number;
  service: Service;
  method: string;
  /** As it arrived, without the query: `/v1/me/player/play`. */
  path: string;
  query: Record<string, string>;
  /** Parsed, if it was JSON or a form; null for none. */
  body: unknown;
  /** The account id of the person whose token was sent. */
  person: string | null;
  /** Null while, and for ever if, nothing was answered. */
  status: number | null;
};
