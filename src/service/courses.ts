/** The commands to one player from one press to the next. It is current until something newer is asked of the player. */
export type Course = {
  readonly sessionId: string;
  /** The moment it began, in ms since the epoch. */
  readonly beganAt: number;
  /** Until when the player may still show what was before a command, in ms since the epoch. */
  settlesAt: number;
  /** Returns true while nothing newer is asked of the player and the session goes on. */
  isCurrent(): boolean;
  /** Runs acts of this course one after the other. */
  take<T>(act: () => Promise<T>): Promise<T>;
};

export type Courses = {
  /** The present course of a session. */
  present(sessionId: string): Course;
  /** Begins a new course: whatever waits or hangs of the one before is overtaken, and not waited for. */
  begin(sessionId: string): Course;
  /** Returns when the last press that steered came, in ms since the epoch; 0 if there was none. */
  pressedAt(sessionId: string): number;
  /** Returns until when the player may still show what was before such a press. */
  settlesAt(sessionId: string): number;
  /** Overtakes whatever waits or hangs, because the session is over. */
  end(sessionId: string): void;
  /** Overtakes whatever waits or hangs of every session, because the process ends. */
  stop(): void;
  /** Resolves when nothing is under way any more, overtaken or not. */
  idle(): Promise<void>;
};

/**
 * Lets a press overtake. What is sent to a player may wait for its share of the calls, or get no answer; that holds its
 * own course and nobody else.
 */
export function createCourses(now: () => number): Courses {
  const courses = new Map<string, Course>();
  const underWay = new Set<Promise<unknown>>();

  function begin(sessionId: string, beganAt: number): Course {
    let last: Promise<unknown> = Promise.resolve();
    const course: Course = {
      sessionId,
      beganAt,
      settlesAt: courses.get(sessionId)?.settlesAt ?? 0,
      isCurrent: () => courses.get(sessionId) === course,
      take(act) {
        const acting = last.then(act, act);
        last = acting;
        const ended = acting.then(forget, forget);
        function forget(): void {
          underWay.delete(ended);
        }
        underWay.add(ended);
        return acting;
      },
    };
    courses.set(sessionId, course);
    return course;
  }

  return {
    // A course that nobody began by a press goes back to the opening, or to before the process.
    present: (sessionId) => courses.get(sessionId) ?? begin(sessionId, 0),
    begin: (sessionId) => begin(sessionId, now()),
    pressedAt: (sessionId) => courses.get(sessionId)?.beganAt ?? 0,
    settlesAt: (sessionId) => courses.get(sessionId)?.settlesAt ?? 0,
    end: (sessionId) => void courses.delete(sessionId),
    stop: () => courses.clear(),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
