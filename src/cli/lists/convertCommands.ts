import { renderMessage } from '../../core/analysis/finding.ts';
import {
  conversionForms,
  convertedText,
  type ConversionForm,
} from '../../core/manifestSpec/convert/convertedText.ts';
import { convertScript } from '../../core/manifestSpec/convert/convertScript.ts';
import { parseCall, readFormat } from '../options.ts';
import { UsageError, exitCode, printable, type ExitCode, type Terminal } from '../terminal.ts';
import { readInput } from './writtenInput.ts';

/** `multiarch index convert`: scripts of `docker manifest` and manifest-tool to a spec, a task, or imagetools. */
export async function convertCommands(
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { values, positionals } = parseCall(args, {
    to: { type: 'string' },
    format: { type: 'string' },
  });
  const form = readForm(values.to ?? 'spec');
  const format = readFormat(values.format);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one script, or "-".');
  const conversion = convertScript(await readInput(file, terminal));
  const { text, notes } = convertedText(conversion, form);
  const { lists, specs } = conversion;
  if (format === 'json') {
    const told = notes.map((note) => ({
      message: renderMessage(note),
      ...(note.line !== undefined && { line: note.line }),
    }));
    terminal.write(`${JSON.stringify({ lists, specs, text, notes: told }, null, 2)}\n`);
  } else {
    terminal.write(text);
    for (const note of notes) {
      const place = note.line === undefined ? '' : `:${String(note.line + 1)}`;
      terminal.writeError(`${printable(`${file}${place}: ${renderMessage(note)}`)}\n`);
    }
  }
  return lists.length + specs.length === 0 ? exitCode.failed : exitCode.done;
}

function readForm(word: string): ConversionForm {
  const form = conversionForms.find((each) => each === word);
  if (form === undefined) throw new UsageError(`--to is spec, task or imagetools, not "${word}".`);
  return form;
}
