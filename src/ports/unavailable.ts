import type { TroubleKind } from '../session/session.ts';

/** A neighbour cannot do what was asked of it. `unsure`: it may have happened all the same. */
export class Unavailable extends Error {
  readonly kind: TroubleKind;
  readonly unsure: boolean;
  /** The moment from which asking again makes sense, if the neighbour said (ms since the epoch). */
  readonly until: number | undefined;
  /** The name of the device that it is about, if it is about one. */
  readonly device: string | undefined;
  constructor(kind: TroubleKind, detail: { unsure?: boolean; until?: number; device?: string; cause?: unknown } = {}) {
    super(kind, { cause: detail.cause });
    this.name = 'Unavailable';
    this.kind = kind;
    this.unsure = detail.unsure ?? false;
    this.until = detail.until;
    this.device = detail.device;
  }
  /** True if linking anew solves it: the link is dead, or allows too little. */
  get isTheLink(): boolean {
    return this.kind === 'relink' || this.kind === 'scopeMissing';
  }
}

/** A command that was not sent, because something newer had been asked of the player by the time it could be. */
export class Overtaken extends Error {
  constructor() {
    super('overtaken');
    this.name = 'Overtaken';
  }
}
