// Changes that break what is read line by line or byte by byte: mails, patches, configurations.

import fc from 'fast-check';

const share = fc.nat(65_535);

/** Text with lines deleted, doubled, moved and mixed with others, characters replaced, and its end cut off. */
export function brokenLines(text: fc.Arbitrary<string>, others: readonly string[]): fc.Arbitrary<string> {
  const change = fc.record({ kind: fc.nat(7), at: share, other: share, piece: fc.constantFrom(...others) });
  return fc.tuple(text, fc.array(change, { maxLength: 8 })).map(([whole, changes]) =>
    changes.reduce((current, { kind, at, other, piece }) => {
      const lines = current.split(/(?<=\n)/);
      const index = Math.floor((at * lines.length) / 65_536);
      const offset = Math.floor((at * (current.length + 1)) / 65_536);
      switch (kind) {
        case 0:
          lines.splice(index, 1);
          return lines.join('');
        case 1:
          lines.splice(index, 0, lines[index] ?? '');
          return lines.join('');
        case 2: {
          const [line = ''] = lines.splice(index, 1);
          lines.splice(Math.floor((other * lines.length) / 65_536), 0, line);
          return lines.join('');
        }
        case 3:
          lines.splice(index, 0, `${piece}\n`);
          return lines.join('');
        case 4:
          return current.slice(0, offset) + piece + current.slice(offset);
        case 5:
          return current.slice(0, offset) + current.slice(offset + (other % 50));
        case 6:
          return other % 4 === 0
            ? current.slice(0, offset)
            : current.slice(0, offset) + String.fromCharCode(other % 256) + current.slice(offset + 1);
        default:
          return other % 3 === 0 ? current.replace(/\r?\n/g, '\r\n') : current.replace(/\d+/, String(other % 300));
      }
    }, whole),
  );
}
