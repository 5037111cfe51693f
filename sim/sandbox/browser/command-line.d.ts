export type Leaf = { words: string[]; description: string; options: Option[] };
export type Option = { name: string; description: string; type: number; autocomplete?: boolean } & Record<
  string,
  unknown
>;
export type Item = {
  label: string;
  detail: string;
  insert: string;
  from: number;
  choice?: Choice & { option: string };
};
export type Choice = { name: string; value: string | number };
export type Suggestions = { from: number; items: Item[]; asks: Option | null; eager: boolean; hint?: string };

export function leavesOf(commands: unknown[]): Leaf[];
export function suggest(text: string, leaves: Leaf[], people: { name: string; username: string }[]): Suggestions;
export function lineToSend(text: string, leaves: Leaf[], chosen: Map<string, Choice>): string;
