/** The files in which everything is kept. */
export type Files = {
  /** Empties the log of changes, in which deleted rows still stand. */
  emptyLog(): Promise<void>;
  /** The same, and rewrites the database if nobody has to wait for that. */
  tidy(): Promise<void>;
  /** Leaves not a byte of what has been deleted. Everything waits meanwhile. */
  rewrite(): Promise<void>;
};

/** Small facts about this installation, by name. */
export type FactStore = {
  read(name: string): Promise<string | null>;
  write(name: string, value: string): Promise<void>;
};
