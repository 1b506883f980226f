// What the extension's manifest says of the rules, so that an editor completes and checks their ids in the settings.

import { levels } from '../../server/src/analysis/config';
import type { RuleInfo } from '../../server/src/rule';
import { ruleInfos } from '../../server/src/analysis/rule-infos';

interface Manifest {
  contributes: { configuration: { properties: Record<string, Record<string, unknown>> }[] };
}

export function withRules(manifestText: string): string {
  const manifest = JSON.parse(manifestText) as Manifest;
  const setting = manifest.contributes.configuration
    .map(({ properties }) => properties['kernelRust.rules.severity'])
    .find((found) => found !== undefined);
  if (setting === undefined) throw new Error('package.json has no setting kernelRust.rules.severity');
  Object.assign(setting, {
    propertyNames: {
      enum: ['*', ...ruleInfos.map(({ rule }) => rule.id)],
      markdownEnumDescriptions: ['Every rule that is not named.', ...ruleInfos.map(({ rule }) => describe(rule))],
    },
    additionalProperties: { type: 'string', enum: levels, default: 'on' },
  });
  return JSON.stringify(manifest);
}

const describe = ({ summary, severity, preview }: RuleInfo): string =>
  `${summary} (${severity}${preview === true ? ', preview' : ''})`;
