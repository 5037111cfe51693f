/** Calls of one group of Spotify's endpoints in a rolling day, and until when Spotify has closed it. */
export type GroupCalls = { group: string; lastDay: number; closedUntil: number | null };

/** What is to be seen from outside, read at the moment somebody asks. */
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

type Kind = 'gauge' | 'counter';

/** The readings in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export function toText(readings: Readings): string {
  const { alive, dead } = readings.links();
  const { median, worst } = readings.lag();
  const { rss, heapUsed } = readings.memory();
  const calls = readings.calls();
  const isClosed = ({ closedUntil }: GroupCalls) => Number(closedUntil !== null && closedUntil > readings.now());
  const byGroup = (value: (call: GroupCalls) => number) =>
    Object.fromEntries(calls.map((call) => [call.group, value(call)]));
  return [
    family('sesh_ready', 'gauge', 'Whether gateway and database really work.', Number(readings.isReady())),
    family('sesh_sessions', 'gauge', 'Sessions that are stored, by phase.', { phase: readings.sessions() }),
    family('sesh_links', 'gauge', 'Connected Spotify accounts.', { state: { alive, dead } }),
    family('sesh_interactions_total', 'counter', 'Commands and presses, by how they ended.', {
      outcome: readings.interactions(),
    }),
    family('sesh_spotify_calls_day', 'gauge', 'Spotify calls in a rolling day.', {
      group: byGroup((call) => call.lastDay),
    }),
    family('sesh_spotify_closed', 'gauge', 'Whether Spotify has asked to wait for long.', { group: byGroup(isClosed) }),
    family('sesh_event_loop_lag_seconds', 'gauge', 'How late the event loop came since the last reading.', {
      stat: { median, worst },
    }),
    family('sesh_memory_bytes', 'gauge', 'Memory of the process.', { kind: { rss, heap_used: heapUsed } }),
  ].join('');
}

/** One family: a single value, or one for each value of a label. */
function family(
  name: string,
  kind: Kind,
  help: string,
  values: number | Record<string, Record<string, number>>,
): string {
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
