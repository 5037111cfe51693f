/** A piece of a message: what is in it depends on its type. */
export type MarkdownNode = {
  type: string;
  text?: string;
  children?: MarkdownNode[];
  items?: MarkdownNode[][];
} & Record<string, unknown>;

export function readMarkdown(text: string): MarkdownNode[];
export function readTitle(text: string): MarkdownNode[];
export function wordsOf(nodes: MarkdownNode[], nameOf?: (id: string) => string): string;
