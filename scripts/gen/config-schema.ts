// The JSON schema of `.kernel-rust.toml`, for editors that complete and check TOML.

import { configName, levels } from '../../server/src/config';
import type { RuleInfo } from '../../server/src/rule';
import { ruleInfos } from '../../server/src/rule-infos';

export function configSchema(): string {
  return JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Kernel Rust: ${configName}`,
    type: 'object',
    additionalProperties: false,
    properties: {
      preview: { type: 'boolean', default: false, description: 'Switches on the rules that are still being tried out.' },
      rules: { $ref: '#/definitions/rules', description: 'The level of each rule.' },
      paths: {
        type: 'array',
        description: 'Other levels for some paths. Later entries win.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['match', 'rules'],
          properties: {
            match: {
              type: 'array',
              minItems: 1,
              items: { type: 'string', minLength: 1, pattern: '^[^!/\\\\][^\\\\]*$' },
              description: 'Globs relative to the folder of this file; a folder stands for all that is in it.',
            },
            rules: { $ref: '#/definitions/rules' },
          },
        },
      },
    },
    definitions: {
      level: {
        enum: levels,
        default: 'on',
        description: "`on` is the rule's own severity, `off` switches it off.",
      },
      rules: {
        type: 'object',
        additionalProperties: false,
        properties: {
          '*': { allOf: [{ $ref: '#/definitions/level' }], description: 'Every rule that is not named beside it.' },
          ...Object.fromEntries(ruleInfos.map(({ rule }) => [rule.id, levelSchema(rule)])),
        },
      },
    },
  });
}

const levelSchema = ({ summary, severity, preview }: RuleInfo): object => ({
  allOf: [{ $ref: '#/definitions/level' }],
  description: `${summary} (${severity}${preview === true ? ', preview' : ''})`,
});
