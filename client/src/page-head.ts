// Reads what a rule's page is about from its first lines.

export interface PageHead {
  readonly id: string;
  readonly summary: string;
}

/** The heading is the rule's id, the paragraph below it the summary. */
export function pageHead(text: string): PageHead | undefined {
  const [, id, summary] = /^# ([a-z0-9-]+)\r?\n\r?\n(.+)/.exec(text) ?? [];
  return id === undefined || summary === undefined ? undefined : { id, summary: summary.trim() };
}
