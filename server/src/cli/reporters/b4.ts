// What `b4 review` reads: a JSON array with one entry for each patch that there is something to say of.

import { printableJson, printableLine } from '../../host/print';
import { product } from '../../product';
import { shownMessage } from '../display';
import { placesOf, remarksOf, type Remark } from './remarks';
import type { Reporter } from './reporter';

export const b4: Reporter = (result, options) => {
  const entries = remarksOf(result, options).flatMap(({ remarks, left }) => {
    if (remarks.length === 0) return [];
    const isFailure = remarks.some(({ finding }) => finding.severity === 'error');
    const isWarning = remarks.some(({ finding }) => finding.severity === 'warning');
    const count = remarks.length + left;
    return [
      {
        tool: product.name,
        status: isFailure ? 'fail' : isWarning ? 'warn' : 'pass',
        summary: `${count} ${count === 1 ? 'remark' : 'remarks'}: ${[...new Set(remarks.map(({ finding }) => finding.rule))].join(', ')}`,
        url: '',
        details: [...remarks.map(detail), ...(left === 0 ? [] : [`and ${left} more`])].join('\n'),
      },
    ];
  });
  return printableJson(entries, { indent: 2 });
};

function detail(remark: Remark): string {
  const { file, finding, others } = remark;
  const also = others.length === 0 ? '' : ` (also ${placesOf(remark, { alone: true })})`;
  return `${printableLine(file.path)}:${finding.place.line}: ${shownMessage(finding.message)} [${finding.rule}]${also}`;
}
