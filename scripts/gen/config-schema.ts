// The JSON schema of `.kernel-rust.toml`, for editors that complete and check TOML.

import { configName, levels } from '../../server/src/analysis/config';
import { severities, type RuleInfo } from '../../server/src/rule';
import { ruleInfos } from '../../server/src/analysis/rule-infos';

export function configSchema(): string {
  return JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Kernel Rust: ${configName}`,
    type: 'object',
    additionalProperties: false,
    properties: {
      preview: { type: 'boolean', default: false, description: 'Switches on the rules that are still being tried out.' },
      check: {
        type: 'object',
        additionalProperties: false,
        description: 'Options of `kernel-rust check`; what an argument says wins.',
        properties: {
          hints: { type: 'boolean', default: false, description: 'Show hints too.' },
          'show-types': { type: 'boolean', default: false, description: 'Name the rule in terse output.' },
          'fail-on': {
            enum: [...severities, 'never'],
            default: 'warning',
            description: 'The least severity that makes the exit code 1.',
          },
          'max-warnings': { type: 'integer', minimum: 0, description: 'Let up to that many warnings pass.' },
          'max-remarks': {
            type: 'integer',
            minimum: 0,
            description: 'Make at most so many remarks on a patch in a reply or review.',
          },
        },
      },
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
