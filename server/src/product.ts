// What the product calls itself, and where the pages about its rules stand.

import packageJson from '../../package.json';

export const product = { name: 'kernel-rust', version: packageJson.version } as const;

/** Where the product lives on the web, undefined while it has no place there. */
export const { homepage } = packageJson as { homepage?: string };

/** The rule's page on the web; there is none before the package names a home page. */
export function ruleUrl(id: string): string | undefined {
  return homepage === undefined ? undefined : `${homepage.replace(/[?#].*$/, '').replace(/\/$/, '')}/docs/rules/${id}.md`;
}
