/** A row of a decision table: its answer, and the facts it asks for. A list means any of these. */
export type Row<Answer, Facts> = readonly [
  Answer,
  { readonly [Fact in keyof Facts]?: Facts[Fact] | readonly Facts[Fact][] },
];

/** Returns the answer of the first row whose facts all hold; undefined if none fits. */
export function firstFit<Answer, Facts extends object>(
  table: readonly Row<Answer, Facts>[],
  facts: Facts,
): Answer | undefined {
  const row = table.find(
    ([, wanted]) =>
      Object.entries(wanted).every(([fact, value]) => [value].flat().includes(facts[fact as keyof Facts])), // entries of `wanted` are named by facts
  );
  return row?.[0];
}
