/** Calls of one group of Spotify's endpoints in a rolling day, and until when Spotify has closed it. */
export type GroupCalls = { group: string; lastDay: number; closedUntil: number | null };

/** The numbers shown to the outside, read at the moment somebody asks. */
export type Readings = {
  sessions(): Record<string, number>;
  links(): { alive: number; dead: number };
  interactions(): Record<string, number>;
  calls(): readonly GroupCalls[];
  isReady(): boolean;
  /** Seconds by which the event loop came late since the last reading: the median and the worst. */
  lag(): { median: number; worst: number };
  memory(): { rss: number; heapUsed: number };
  now(): number;
};

type MetricKind = 'gauge' | 'counter';

/** The readings in Prometheus' text format, and the families that could not be read, with why. */
export type Exposition = { text: string; unread: readonly { family: string; error: unknown }[] };

/**
 * Returns the readings in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). What
 * cannot be read is left out: the other numbers are worth most just then.
 */
export function toText(readings: Readings): Exposition {
  const unread: { family: string; error: unknown }[] = [];
  const parts = familiesOf(readings).map(([name, kind, help, read]) => {
    try {
      return family(name, kind, help, read());
    } catch (error) {
      unread.push({ family: name, error });
      return '';
    }
  });
  return { text: parts.join(''), unread };
}

type MetricValues = number | Record<string, Record<string, number>>;
type Family = [name: string, kind: MetricKind, help: string, read: () => MetricValues];

function familiesOf(readings: Readings): Family[] {
  const isBreakerOpen = ({ closedUntil }: GroupCalls) => Number(closedUntil !== null && closedUntil > readings.now());
  const byGroup = (value: (call: GroupCalls) => number) => ({
    group: Object.fromEntries(readings.calls().map((call) => [call.group, value(call)])),
  });
  const memory = () => {
    const { rss, heapUsed } = readings.memory();
    return { kind: { rss, heap_used: heapUsed } };
  };
  return [
    ['sesh_ready', 'gauge', 'Whether gateway and database really work.', () => Number(readings.isReady())],
    ['sesh_sessions', 'gauge', 'Sessions that are stored, by phase.', () => ({ phase: readings.sessions() })],
    ['sesh_links', 'gauge', 'Connected Spotify accounts.', () => ({ state: readings.links() })],
    [
      'sesh_interactions_total',
      'counter',
      'Commands and presses, by how they ended.',
      () => ({ outcome: readings.interactions() }),
    ],
    ['sesh_spotify_calls_day', 'gauge', 'Spotify calls in a rolling day.', () => byGroup((call) => call.lastDay)],
    ['sesh_spotify_closed', 'gauge', 'Whether Spotify has asked to wait for long.', () => byGroup(isBreakerOpen)],
    [
      'sesh_event_loop_lag_seconds',
      'gauge',
      'How late the event loop came since the last reading.',
      () => ({ stat: readings.lag() }),
    ],
    ['sesh_memory_bytes', 'gauge', 'Memory of the process.', memory],
  ];
}

/** One family: a single value, or one for each value of a label. */
function family(name: string, kind: MetricKind, help: string, values: MetricValues): string {
  const samples =
    typeof values === 'number'
      ? [`${name} ${values}\n`]
      : Object.entries(values).flatMap(([label, byValue]) =>
          Object.entries(byValue).map(([value, number]) => `${name}{${label}="${escaped(value)}"} ${number}\n`),
        );
  return samples.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${samples.join('')}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
